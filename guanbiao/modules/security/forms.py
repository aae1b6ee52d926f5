"""Drafts of orders about accounts, of looks at personal data, of changes of keys."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms

from guanbiao.gate.forms import ActForm
from guanbiao.kit.fields import Named, Numbered
from guanbiao.modules.security.models import AccessRecord
from guanbiao.people.models import Account, Person, Unit

WHY = {"required": "请写明理由，留存备查。"}


class OpenForm(ActForm):
    """Whose account, under which name."""

    person = Numbered(
        Person.objects.filter(active=True, account=None), "staff_no", "people",
        label="人员（工号）",
        error_messages={"invalid_choice": "没有这个工号，或此人已有账号、已离岗，请核对。"},
    )  # fmt: skip
    login = forms.RegexField(
        r"^[a-z][a-z0-9._-]{2,49}$", label="账号",
        error_messages={"invalid": "账号用小写字母开头，只含小写字母、数字、点和短横，至少 3 位。"},
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=200, error_messages=WHY)


class OrderForm(ActForm):
    """Which account, and why."""

    account = forms.ModelChoiceField(Account.objects.exclude(person=None), label="账号")
    reason = forms.CharField(label="理由", max_length=200, error_messages=WHY)


class RevealForm(ActForm):
    """Whose data, which, what for."""

    person = forms.ModelChoiceField(Person.objects.all(), label="人员")
    field = forms.ChoiceField(label="信息", choices=AccessRecord.Field.choices)
    purpose = forms.CharField(
        label="用途", max_length=200, error_messages={"required": "请写明查看的用途，留存备查。"}
    )


class KeyForm(ActForm):
    """The key everything is sealed with from now on, and the unit that keeps it."""

    key = forms.CharField(label="密钥名称", max_length=50)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位")


class ClientForm(ActForm):
    """A system that signs in through us."""

    client_id = forms.RegexField(
        r"^[a-z][a-z0-9-]{2,49}$", label="系统标识",
        error_messages={"invalid": "系统标识用小写字母开头，只含小写字母、数字和短横，至少 3 位。"},
    )  # fmt: skip
    name = forms.CharField(label="系统名称", max_length=100)
    redirect_uris = forms.CharField(label="回调地址（每行一个）", widget=forms.Textarea)
    unit = Named(
        Unit.objects.filter(closed_on=None), "name", "units", label="所属单位",
        error_messages={"invalid_choice": "没有这个单位，请从提示中选择全称。"},
    )  # fmt: skip

    def clean_redirect_uris(self) -> str:
        """Whole addresses without a fragment (RFC 6749, 3.1.2), one a line."""
        found: list[str] = self.cleaned_data["redirect_uris"].split()
        for address in found:
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.netloc or parts.fragment:
                raise forms.ValidationError(f"“{address}”不是完整的网址，且不能含 # 号。")
        return "\n".join(found)
