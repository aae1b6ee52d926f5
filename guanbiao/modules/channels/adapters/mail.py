"""Mail by SMTP: what the server refuses for good is told from what may go out later.

RFC 5321, 4.2.1: a reply of 5yz is permanent, one of 4yz asks to try again.
"""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from guanbiao.modules.channels.adapters.wire import SECONDS, NotDelivered


def send(address: str, title: str, words: str) -> str:
    """Hand a mail to the server; SMTP tells no number for it."""
    mail = EmailMessage(title, words, settings.MAIL_FROM, [address],
                        connection=get_connection(timeout=SECONDS))  # fmt: skip
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next(iter(refusal.recipients.values()))[0]
        raise NotDelivered(f"收件地址被拒收（{code}）", final=_for_good(code)) from refusal
    except smtplib.SMTPDataError as refusal:
        code = refusal.smtp_code
        raise NotDelivered(f"邮件被拒收（{code}）", final=_for_good(code)) from refusal
    except smtplib.SMTPResponseException as refusal:
        code = refusal.smtp_code
        raise NotDelivered(f"邮件服务器不接受本系统（{code}），请核对设置") from refusal
    return ""


def _for_good(code: int) -> bool:
    return 500 <= code < 600
