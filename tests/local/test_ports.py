"""A taken port is named, with the variable that chooses another."""

import os
import socket

import pytest

from churnvision.local.errors import PortTaken, SettingInvalid
from churnvision.local.ports import find_free_port, holder_of, require_free_port


def test_a_taken_port_is_one_sentence_with_the_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            require_free_port("127.0.0.1", port, "CHURNVISION_WEB_PORT")
    assert str(port) in caught.value.message
    assert "CHURNVISION_WEB_PORT" in caught.value.message


def test_a_port_is_free_again_right_after_its_listener_has_closed() -> None:
    port = find_free_port()
    with socket.create_server(("127.0.0.1", port)) as server:
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        accepted.close()
        client.close()
    require_free_port("127.0.0.1", port, "CHURNVISION_WEB_PORT")


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(SettingInvalid, match="CHURNVISION_WEB__HOST"):
        require_free_port("192.0.2.1", find_free_port(), "CHURNVISION_API_PORT")


def test_the_holder_of_a_port_is_told_by_its_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert (holder_of(port) or "").startswith(f"process {os.getpid()} (")
    assert holder_of(port) is None
