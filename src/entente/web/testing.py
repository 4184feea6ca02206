"""What tests of pages lean on: a browser's place, signed in as one of the cast."""

import html
import re

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from entente.workspace.rules import Viewer


def signed_in(viewer: Viewer) -> Client:
    """A client that is signed in as this member."""
    client = Client()
    client.force_login(get_user_model().objects.get(pk=viewer.member_id))
    return client


def words(response: HttpResponse) -> str:
    """What a person reads on the page, in one line."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
