"""What somebody may send who has not signed in."""

import io
import tempfile
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from entente.project.headers import readable
from entente.web.testing import signed_in, told
from entente.workspace.testing import assemble

pytestmark = pytest.mark.django_db
LARGE = 3_000_000


def upload(client: Client, url: str):
    return client.post(url, {"file": io.BytesIO(LARGE * b"x")})


def test_a_large_file_of_a_visitor_is_refused_before_it_is_kept(settings):
    assemble()
    with tempfile.TemporaryDirectory() as folder:
        settings.FILE_UPLOAD_TEMP_DIR = folder
        answer = upload(Client(), "/sign-in/")
        kept = list(Path(folder).iterdir())

    assert (answer.status_code, kept) == (413, [])
    assert "Nothing was changed." in answer.content.decode()


def test_a_member_brings_it_in(settings):
    answer = upload(signed_in(assemble().noor), "/imports/new/")

    assert answer.status_code != 413


@pytest.mark.parametrize("length", ["", "many", "²", "9" * 5000])
def test_a_length_that_is_none_is_no_trouble(length):
    assemble()

    answer = Client().post("/sign-in/", {"login": "a"}, headers={"content-length": length})

    assert answer.status_code in (403, 413, 422)


@pytest.mark.parametrize("address", ['"a,b"@example.com', '"a\\"b"@example.com', "a@[127.0.0.1]"])
def test_an_address_that_no_mail_can_go_to_is_said_beside_the_field(address):
    assemble()

    answer = Client().post("/password/forgotten/", {"email": address})

    assert answer.status_code == 422
    assert "Enter an e-mail address, like name@company.com" in told(answer)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("multipart/form-data; boundary*=utf-99''x", ""),
        ("multipart/form-data; boundary=x", "multipart/form-data; boundary=x"),
    ],
)
def test_a_content_type_that_nobody_can_read_is_none(sent, read):
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/", "CONTENT_TYPE": sent, "wsgi.input": io.BytesIO(),
        "SERVER_NAME": "here", "SERVER_PORT": "80",
    }  # fmt: skip

    request = readable(pages=lambda given, _: WSGIRequest(given))(environ, None)

    assert request.META["CONTENT_TYPE"] == read
