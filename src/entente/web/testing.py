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


def told(response: HttpResponse) -> str:
    """What a person reads on the page itself, from its heading to its end, in one line."""
    whole = response.content.decode()
    start, end = whole.index("<h1"), whole.index("</main>")
    return words(HttpResponse(whole[start:end]))


def cells(response: HttpResponse, *, section: str) -> list[list[str]]:
    """The rows of the first table of a section, named by the id of its heading, head included."""
    whole = response.content.decode()
    table = whole[whole.index("<table", whole.index(f'aria-labelledby="{section}"')) :]
    rows = re.findall(r"<tr\b.*?</tr>", table[: table.index("</table>")], flags=re.S)
    return [
        [words(HttpResponse(cell)) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, flags=re.S)]
        for row in rows
    ]
