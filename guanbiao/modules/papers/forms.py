"""Drafts of papers."""

from __future__ import annotations

from django import forms

from guanbiao.gate.forms import ActForm, FilesField


class OneFile(FilesField):
    """One file an act, so that the clauses judge each."""

    MOST = 1


class PaperForm(ActForm):
    """A file, and the record it belongs to."""

    entity = forms.CharField(label="对象", max_length=100, widget=forms.HiddenInput)
    key = forms.CharField(label="记录", max_length=64, widget=forms.HiddenInput)
    sent = OneFile(label="文件", error_messages={"required": "请先选择文件，再点“上传附件”。"})
