"""The bare view of ``bench/_page.py`` as a site of its own, with nothing around it."""

from __future__ import annotations

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import path

from bench._page import bare_view

django.setup()
urlpatterns = [path("login/", bare_view()), path("vehicles/vehicle/", bare_view())]
settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
application = WSGIHandler()
