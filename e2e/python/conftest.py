"""What both suites need: the address of the gateway, its development key, ids nobody else uses."""

import os
import secrets
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def url() -> str:
    return os.environ["FOYER_E2E_URL"]


@pytest.fixture(scope="session")
def key() -> str:
    return os.environ["FOYER_E2E_KEY"]


@pytest.fixture
def a_room_id() -> Callable[[str], str]:
    return lambda hint="python": f"{hint}-{secrets.token_hex(6)}"


@pytest.fixture(scope="session")
def secret() -> Callable[[str], str]:
    """Remembers what must never stand in the log; the last suite looks for it."""

    def remember(value: str) -> str:
        with open(os.environ["FOYER_E2E_SECRETS"], "a") as file:
            file.write(value + "\n")
        return value

    return remember
