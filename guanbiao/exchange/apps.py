"""The Django app of the exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Files in and out, the API."""

    name = "guanbiao.exchange"
    label = "exchange"
    verbose_name = "数据交换"
