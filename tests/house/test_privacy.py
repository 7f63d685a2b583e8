"""What only one machine knows stays out of the repository, and no test talks to anybody beyond it."""

import re
import socket

import pytest
from pytest_socket import SocketConnectBlockedError

# Spelled in pieces, so that this file does not hold them either.
MACHINES = re.compile(r"/(?:work|root|home/\w+)/" + r"(?:main|shared|\.pyenv|\.cache)|/opt/(?:wheels|pypi)\b")
REGISTRIES = re.compile(
    r"pypi\.o" + r"rg|files\.python" + r"hosted|registry\.n" + "pm|npm" + "mirror|tuna.ts" + "inghua"
)
SECRETS = re.compile("-----BEGIN (RSA |EC |)" + "PRIVATE KEY-----")


@pytest.mark.parametrize("forbidden", [MACHINES, REGISTRIES, SECRETS], ids=["machines", "registries", "secrets"])
def test_no_file_tells_of_what_is_not_its_own(forbidden, texts):
    assert {file: found[0] for file, text in texts.items() if (found := forbidden.search(text))} == {}


def test_a_test_that_calls_out_is_refused():
    with pytest.warns(UserWarning, match="198.51.100.1"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("198.51.100.1", 80), timeout=1)


def test_nothing_made_at_set_up_is_committed(files):
    made = {"node_modules", "vendor", "dist", ".venv", "__pycache__", "demo-data"}
    assert [file for file in files if made & set(file.parts)] == []
