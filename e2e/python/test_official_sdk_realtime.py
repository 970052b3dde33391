"""The official SDK on what lives in a room: people, storage, Yjs, files, versions. It raises on any 2xx but the documented one."""

import base64
import os
import secrets
from io import BytesIO

import httpx
import pytest
from liveblocks import Liveblocks, LiveblocksError
from liveblocks.models import (
    AddJsonPatchOperation,
    CompleteStorageFileMultipartUploadRequestBody,
    CopyJsonPatchOperation,
    CreateRoomRequestBody,
    GetStorageDocumentFormat,
    GetYjsDocumentType,
    InitializeStorageDocumentBody,
    MoveJsonPatchOperation,
    RemoveJsonPatchOperation,
    ReplaceJsonPatchOperation,
    SetPresenceRequestBody,
    TestJsonPatchOperation,
)
from liveblocks.types import File

# Made by Yjs: text `t` "hello", "hell" of it bold; map `m` {a: 1}; map `docs` with the subdocument `inner`.
DOCUMENT = base64.b64decode(
    "AQYBAAQBAXQEaGVsbIQBAwFvRgEABGJvbGQEdHJ1ZcYBAwEEBGJvbGQEbnVsbCgBAW0BYQF9ASkBBGRvY3MDc3ViBWlubmVydgAA"
)
# Text `t` "inside", and text `t2` "other".
INNER = base64.b64decode("AQECAAQBAXQGaW5zaWRlAA==")
OTHER = base64.b64decode("AQEDAAQBAnQyBW90aGVyAA==")

TREE = {
    "n": 1,
    "list": {"liveblocksType": "LiveList", "data": ["a", {"liveblocksType": "LiveObject", "data": {"x": 1}}]},
    "map": {"liveblocksType": "LiveMap", "data": {"k": "v"}},
}


@pytest.fixture(scope="module")
def liveblocks(url, key):
    with Liveblocks(secret=key, base_url=url) as client:
        yield client


@pytest.fixture
def room_id(liveblocks, a_room_id):
    body = CreateRoomRequestBody.from_dict({"id": a_room_id("python/ü "), "defaultAccesses": []})
    return liveblocks.create_room(body=body).id


def presence(user_id="bot", **fields):
    body = {"userId": user_id, "data": {"status": "busy"}, "userInfo": {"name": "Bot"}, **fields}
    return SetPresenceRequestBody.from_dict(body)


def a_tree(data):
    return InitializeStorageDocumentBody.from_dict({"liveblocksType": "LiveObject", "data": data})


def file(payload):
    return File(payload=BytesIO(payload))


def refused(call, *args, **kwargs):
    with pytest.raises(LiveblocksError) as error:
        call(*args, **kwargs)
    return error.value


def test_people(liveblocks, room_id):
    assert liveblocks.get_active_users(room_id).data == []
    assert liveblocks.set_presence(room_id, body=presence(ttl=60)) is None
    assert liveblocks.set_presence(room_id, body=presence("other")) is None
    users = [user.to_dict() for user in liveblocks.get_active_users(room_id).data]
    assert [(user["type"], user["id"], user["info"]) for user in users] == [
        ("user", "bot", {"name": "Bot"}),
        ("user", "other", {"name": "Bot"}),
    ]
    assert refused(liveblocks.set_presence, room_id, body=presence(ttl=1)).status == 422
    for event in ({"type": "ping"}, ["a", None], "text", 0, False):
        assert liveblocks.broadcast_event(room_id, body=event) is None


def test_a_connected_user_without_info_is_listed(liveblocks):
    """The suite around us holds an official client in this room, and looks at what reaches it."""
    room_id = os.environ["FOYER_E2E_ROOM"]
    (alice,) = liveblocks.get_active_users(room_id).data
    assert (alice.id, alice.info.to_dict(), alice.type_) == ("alice", {}, "user")
    liveblocks.set_presence(room_id, body=presence(ttl=60))
    assert [user.id for user in liveblocks.get_active_users(room_id).data] == ["alice", "bot"]
    liveblocks.broadcast_event(room_id, body={"from": "python"})


def test_storage_in_both_formats(liveblocks, room_id):
    assert liveblocks.get_storage_document(room_id).to_dict() == {"liveblocksType": "LiveObject", "data": {}}
    made = liveblocks.initialize_storage_document(room_id, body=a_tree(TREE))
    assert made.to_dict() == {"liveblocksType": "LiveObject", "data": TREE}
    plain = liveblocks.get_storage_document(room_id, format_=GetStorageDocumentFormat.PLAIN_LSON)
    assert plain.to_dict() == made.to_dict() == liveblocks.get_storage_document(room_id).to_dict()
    simple = liveblocks.get_storage_document(room_id, format_=GetStorageDocumentFormat.JSON)
    assert simple.to_dict() == {"n": 1, "list": ["a", {"x": 1}], "map": {"k": "v"}}
    assert refused(liveblocks.initialize_storage_document, room_id, body=a_tree({})).status == 409
    assert liveblocks.delete_storage_document(room_id) is None
    assert liveblocks.delete_storage_document(room_id) is None
    assert liveblocks.get_storage_document(room_id, format_=GetStorageDocumentFormat.JSON).to_dict() == {}
    assert liveblocks.initialize_storage_document(room_id, body=a_tree({"n": 2})).data.to_dict() == {"n": 2}


def test_storage_is_patched_by_every_operation(liveblocks, room_id):
    liveblocks.initialize_storage_document(room_id, body=a_tree(TREE))
    patch = [
        TestJsonPatchOperation(op="test", path="/n", value=1),
        AddJsonPatchOperation(op="add", path="/list/-", value={"deep": [1]}),
        ReplaceJsonPatchOperation(op="replace", path="/n", value=2),
        CopyJsonPatchOperation(op="copy", from_="/map/k", path="/copied"),
        MoveJsonPatchOperation(op="move", from_="/list/0", path="/moved"),
        RemoveJsonPatchOperation(op="remove", path="/map/k"),
    ]
    assert liveblocks.patch_storage_document(room_id, body=patch) is None
    expected = {"n": 2, "list": [{"x": 1}, {"deep": [1]}], "map": {}, "copied": "v", "moved": "a"}

    def storage():
        return liveblocks.get_storage_document(room_id, format_=GetStorageDocumentFormat.JSON).to_dict()

    assert storage() == expected
    half = [
        AddJsonPatchOperation(op="add", path="/bad", value=1),
        TestJsonPatchOperation(op="test", path="/n", value=1),
    ]
    error = refused(liveblocks.patch_storage_document, room_id, body=half)
    assert error.status == 422
    assert "Operation 1" in error.args[0]
    assert storage() == expected


def test_yjs(liveblocks, room_id):
    assert liveblocks.get_yjs_document(room_id).to_dict() == {}
    assert liveblocks.get_yjs_document_as_binary_update(room_id).payload.read() == b"\0\0"
    assert liveblocks.send_yjs_binary_update(room_id, body=file(DOCUMENT)) is None
    assert liveblocks.get_yjs_document_as_binary_update(room_id).payload.read() == DOCUMENT
    assert liveblocks.send_yjs_binary_update(room_id, body=file(OTHER)) is None
    whole = liveblocks.get_yjs_document(room_id)
    assert (whole["t"], whole["m"], whole["t2"]) == ("hello", {"a": 1}, "other")
    formatted = liveblocks.get_yjs_document(room_id, formatting=True)
    assert formatted["t"] == [{"key": "bold", "value": True}, "hell", {"key": "bold", "value": None}, "o"]
    assert liveblocks.get_yjs_document(room_id, key="t").to_dict() == {"t": "hello"}
    assert liveblocks.get_yjs_document(room_id, key="m", type_=GetYjsDocumentType.YMAP).to_dict() == {"a": 1}
    assert refused(liveblocks.send_yjs_binary_update, room_id, body=file(b"no update")).status == 422


def test_yjs_subdocuments(liveblocks, room_id):
    assert refused(liveblocks.send_yjs_binary_update, room_id, body=file(INNER), guid="inner").status == 422
    liveblocks.send_yjs_binary_update(room_id, body=file(DOCUMENT))
    assert liveblocks.send_yjs_binary_update(room_id, body=file(INNER), guid="inner") is None
    assert liveblocks.get_yjs_document_as_binary_update(room_id, guid="inner").payload.read() == INNER


def a_file_id():
    return f"fl_{secrets.token_hex(11)[:21]}"


def downloaded(liveblocks, room_id, file_id):
    found = liveblocks.get_storage_file(room_id, file_id)
    return found.name, found.size, found.mime_type, httpx.get(found.url).content


def test_a_file_is_uploaded_whole(liveblocks, room_id):
    file_id, payload = a_file_id(), os.urandom(100_000)
    made = liveblocks.upload_storage_file(room_id, file_id, "ü photo.png", body=file(payload), file_size=len(payload))
    expected = {"id": file_id, "name": "ü photo.png", "size": len(payload), "mimeType": "image/png"}
    assert made.to_dict() == expected
    assert liveblocks.upload_storage_file(room_id, file_id, "ü photo.png", body=file(payload)) == made
    assert downloaded(liveblocks, room_id, file_id) == ("ü photo.png", len(payload), "image/png", payload)
    tree = {"file": {"liveblocksType": "LiveFile", "data": expected}}
    liveblocks.initialize_storage_document(room_id, body=a_tree(tree))
    assert liveblocks.get_storage_document(room_id)["data"] == tree
    assert refused(liveblocks.get_storage_file, room_id, a_file_id()).status == 404


def test_a_file_is_uploaded_in_parts(liveblocks, room_id):
    file_id, payload = a_file_id(), os.urandom(5 * 1024 * 1024 + 1000)
    halves = [payload[: 5 * 1024 * 1024], payload[5 * 1024 * 1024 :]]
    upload = liveblocks.create_storage_file_multipart_upload(room_id, file_id, "video.mp4", file_size=len(payload))
    assert upload.file_id == file_id
    where = (room_id, file_id, upload.upload_id)
    parts = [
        liveblocks.upload_storage_file_multipart_part(*where, number, body=file(half))
        for number, half in enumerate(halves, start=1)
    ]
    assert [part.part_number for part in parts] == [1, 2]
    body = CompleteStorageFileMultipartUploadRequestBody(parts=parts)
    made = liveblocks.complete_storage_file_multipart_upload(*where, body=body)
    assert (made.name, made.size, made.mime_type) == ("video.mp4", len(payload), "video/mp4")
    assert downloaded(liveblocks, room_id, file_id) == ("video.mp4", len(payload), "video/mp4", payload)

    aborted = liveblocks.create_storage_file_multipart_upload(room_id, a_file_id(), "other.bin")
    where = (room_id, aborted.file_id, aborted.upload_id)
    liveblocks.upload_storage_file_multipart_part(*where, 1, body=file(b"part"))
    assert liveblocks.abort_storage_file_multipart_upload(*where) is None
    assert refused(liveblocks.upload_storage_file_multipart_part, *where, 2, body=file(b"part")).status == 404


def test_versions(liveblocks, room_id):
    assert liveblocks.get_version_history(room_id).data == []
    liveblocks.send_yjs_binary_update(room_id, body=file(DOCUMENT))
    first = liveblocks.create_version_history_snapshot(room_id).data.id
    liveblocks.send_yjs_binary_update(room_id, body=file(OTHER))
    second = liveblocks.create_version_history_snapshot(room_id).data.id
    page = liveblocks.get_version_history(room_id, limit=1)
    rest = liveblocks.get_version_history(room_id, limit=1, cursor=page.next_cursor)
    assert [version.id for version in page.data + rest.data] == [second, first]
    assert page.data[0].created_at >= rest.data[0].created_at
    assert liveblocks.get_yjs_version(room_id, first).payload.read() == DOCUMENT
    assert liveblocks.delete_version(room_id, first) is None
    assert refused(liveblocks.get_yjs_version, room_id, first).status == 404
    assert [version.id for version in liveblocks.get_version_history(room_id).data] == [second]


def test_a_room_that_is_not_there(liveblocks, a_room_id):
    room_id = a_room_id("python-missing")
    asked = [
        (liveblocks.get_active_users, {}),
        (liveblocks.set_presence, {"body": presence()}),
        (liveblocks.broadcast_event, {"body": {}}),
        (liveblocks.get_storage_document, {}),
        (liveblocks.initialize_storage_document, {"body": a_tree({})}),
        (liveblocks.delete_storage_document, {}),
        (liveblocks.patch_storage_document, {"body": []}),
        (liveblocks.get_yjs_document, {}),
        (liveblocks.send_yjs_binary_update, {"body": file(DOCUMENT)}),
        (liveblocks.get_yjs_document_as_binary_update, {}),
        (liveblocks.get_version_history, {}),
        (liveblocks.create_version_history_snapshot, {}),
    ]
    assert [refused(call, room_id, **fields).status for call, fields in asked] == [404] * len(asked)
