"""The endpoints of our OpenID Connect provider; not there unless a setting opens them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from guanbiao.gate.passage import Forbidden
from guanbiao.modules.security.models import Token
from guanbiao.modules.security.oidc.parties import SCOPES, TOKEN
from guanbiao.modules.security.oidc.provider import Server, key, said_of
from guanbiao.people import cipher
from guanbiao.people.actor import Actor

View = Callable[[HttpRequest], HttpResponse]
ROOT = "/security"


def opened(view: View) -> View:
    """An endpoint that is there only where this installation is a provider."""

    @wraps(view)
    def within(request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_PROVIDER:
            raise Http404
        return view(request)

    return within


def _issuer(request: HttpRequest) -> str:
    return request.build_absolute_uri(ROOT)


@opened
@require_GET
def discovery(request: HttpRequest) -> HttpResponse:
    """What this provider can do (OpenID Connect Discovery 1.0, 3)."""
    at = {name: request.build_absolute_uri(reverse(f"security.oidc_{name}"))
          for name in ("authorize", "token", "userinfo", "jwks")}  # fmt: skip
    return JsonResponse(
        {
            "issuer": _issuer(request),
            "authorization_endpoint": at["authorize"],
            "token_endpoint": at["token"],
            "userinfo_endpoint": at["userinfo"],
            "jwks_uri": at["jwks"],
            "scopes_supported": SCOPES,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


@opened
@require_GET
def jwks(_: HttpRequest) -> HttpResponse:
    """The public key."""
    public = {**key().as_dict(private=False), "use": "sig", "alg": "RS256"}
    return JsonResponse({"keys": [public]})


@opened
@never_cache
@require_GET
def authorize(request: HttpRequest) -> HttpResponse:
    """Somebody who is signed in here wants to be known there; registered systems are trusted."""
    actor = Actor.of_request(request)
    server = Server(_issuer(request))
    if not request.GET.get("code_challenge"):
        raise Forbidden("接入系统的请求缺少 code_challenge（PKCE），没有放行，请联系该系统。")
    try:
        grant = server.get_consent_grant(request, end_user=request.user)
    except OAuth2Error as error:
        words = f"接入系统的请求不合规（{error.error}），没有放行。请联系该系统的管理员。"
        raise Forbidden(words) from error
    assert actor.me
    answer: HttpResponse = server.create_authorization_response(
        request, grant_user=request.user, grant=grant
    )
    return answer


@opened
@csrf_exempt
@never_cache
@require_POST
@transaction.atomic
def token(request: HttpRequest) -> HttpResponse:
    """A client redeems a code."""
    answer: HttpResponse = Server(_issuer(request)).create_token_response(request)
    return answer


@opened
@csrf_exempt
@never_cache
def userinfo(request: HttpRequest) -> HttpResponse:
    """What an access token lets a client know (OpenID Connect Core 1.0, 5.3)."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    rows = Token.objects.select_related("account__person__unit").filter(
        mark=cipher.mark(value, TOKEN), expires_at__gt=timezone.now(), client__active=True,
        account__is_active=True, account__person__active=True,
    )  # fmt: skip
    found = rows.first() if kind.lower() == "bearer" and value else None
    if found is None:
        answer = JsonResponse({"error": "invalid_token"}, status=401)
        answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return answer
    return JsonResponse(said_of(found.account))
