"""`slotwatch notify test`."""

from types import SimpleNamespace
from typing import Any

from pydantic import SecretStr

from slotwatch.notify.testing import send_test


async def test_every_channel_is_tried_once_and_says_how_it_did(
    mail_server: Any, web_server: Any, say: Any
) -> None:
    web_server.answers = [(503, {})]
    addresses = {
        "hook": f"json://127.0.0.1:{web_server.port}",
        "mail": f"mailto://127.0.0.1:{mail_server.port}?from=a@example.org&to=b@example.org&mode=insecure",
    }
    channels = [
        SimpleNamespace(name=name, url=SecretStr(url), shape="text", timeout=5.0)
        for name, url in addresses.items()
    ]
    results = await send_test(channels, "en", say.start)
    assert list(results) == ["hook", "mail"]
    assert (results["hook"].ok, results["hook"].error) == (False, "the service is in trouble (HTTP 503)")
    assert results["mail"].ok
    assert len(web_server.requests) == 1
    (mail,) = mail_server.mails
    assert mail["Subject"] == "🧪 Test message from slotwatch"
    assert "this channel works" in mail.get_content()
