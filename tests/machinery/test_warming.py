"""What takes seconds to load is loaded beside the pages once somebody is at work, and only once."""

import threading

from entente.project.supervise.warming import warming


def test_only_somebody_signed_in_has_it_loaded_and_only_once():
    done, began = threading.Event(), []

    def warm():
        began.append(threading.current_thread().name)
        done.set()

    pages = warming(
        pages=lambda environ, _: [environ["PATH_INFO"].encode()], cookie="sessionid", warm=warm
    )
    visits = [
        {"PATH_INFO": "/health"},
        {"PATH_INFO": "/sign-in/", "HTTP_COOKIE": "csrftoken=x"},
    ]
    signed_in = {"PATH_INFO": "/room/", "HTTP_COOKIE": "csrftoken=x; sessionid=y"}

    before = [pages(visit, None) for visit in visits]
    assert (before, began) == ([[b"/health"], [b"/sign-in/"]], [])

    after = [pages(signed_in, None) for _ in range(3)]
    assert done.wait(5)
    assert (after, began) == ([[b"/room/"]] * 3, ["warming"])
