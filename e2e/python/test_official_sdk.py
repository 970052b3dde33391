"""The official SDK, unmodified. It takes exactly the documented status of a route and raises on any other 2xx."""

import asyncio
import base64
import json

import pytest
from liveblocks import AsyncLiveblocks, Liveblocks, LiveblocksError
from liveblocks.models import (
    AuthorizeUserRequestBody,
    CreateRoomRequestBody,
    IdentifyUserRequestBody,
    UpdateRoomIdRequestBody,
    UpdateRoomOrganizationIdRequestBody,
    UpdateRoomRequestBody,
    UpsertRoomRequestBody,
)


@pytest.fixture(scope="module")
def liveblocks(url, key):
    with Liveblocks(secret=key, base_url=url) as client:
        yield client


def payload_of(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def new_room(room_id, **fields):
    return CreateRoomRequestBody.from_dict({"id": room_id, "defaultAccesses": [], **fields})


def test_life_of_a_room(liveblocks, a_room_id):
    room_id = a_room_id("python/ü ")
    fields = {
        "defaultAccesses": ["room:read", "room:presence:write"],
        "metadata": {"color": "blue", "tags": ["a"]},
        "usersAccesses": {"alice": ["*:write"]},
        "groupsAccesses": {"product": ["room:write"]},
        "organizationId": "acme",
    }
    room = liveblocks.create_room(body=new_room(room_id, **fields))
    assert room.to_dict() == {
        **fields,
        "type": "room",
        "id": room_id,
        "createdAt": room.to_dict()["createdAt"],
        "lastConnectionAt": room.to_dict()["lastConnectionAt"],
    }
    assert liveblocks.get_room(room_id) == room
    assert liveblocks.create_room(body=new_room(room_id), idempotent=True) == room

    updated = liveblocks.update_room(
        room_id,
        body=UpdateRoomRequestBody.from_dict(
            {"metadata": {"color": None, "size": "10"}, "usersAccesses": {"alice": None, "bob": ["*:read"]}}
        ),
    ).to_dict()
    assert updated["metadata"] == {"tags": ["a"], "size": "10"}
    assert updated["usersAccesses"] == {"bob": ["*:read"]}

    upserted = liveblocks.upsert_room(
        room_id,
        body=UpsertRoomRequestBody.from_dict(
            {"update": {"metadata": {"size": "11"}}, "create": {"defaultAccesses": ["*:write"]}}
        ),
    ).to_dict()
    assert (upserted["metadata"]["size"], upserted["defaultAccesses"]) == ("11", fields["defaultAccesses"])
    assert liveblocks.prewarm_room(room_id) is None

    new_id = a_room_id("python-renamed")
    renamed = liveblocks.update_room_id(room_id, body=UpdateRoomIdRequestBody(new_room_id=new_id))
    assert (renamed.id, renamed.created_at) == (new_id, room.created_at)
    moved = liveblocks.update_room_organization_id(
        new_id,
        body=UpdateRoomOrganizationIdRequestBody.from_dict({"fromOrganizationId": "acme", "toOrganizationId": "umbrella"}),
    )
    assert moved.organization_id == "umbrella"

    assert liveblocks.delete_room(new_id) is None
    with pytest.raises(LiveblocksError) as missing:
        liveblocks.get_room(new_id)
    assert missing.value.status == 404


def test_rooms_are_found(liveblocks, a_room_id):
    organization = a_room_id("python-list")
    for i in range(5):
        liveblocks.create_room(
            body=new_room(
                f"{organization}:{i}",
                organizationId=organization,
                metadata={"parity": "even" if i % 2 == 0 else "odd"},
                usersAccesses={organization: ["*:write"]} if i == 0 else {},
                groupsAccesses={organization: ["*:write"]} if i == 1 else {},
            )
        )

    def found(**filters):
        return [room.id.split(":")[-1] for room in liveblocks.get_rooms(**filters).data]

    assert found(organization_id=organization) == ["4", "3", "2", "1", "0"]
    assert found(user_id=organization, group_ids=f"none,{organization}") == ["1", "0"]
    assert found(query=f'roomId^"{organization}:" AND metadata["parity"]:"even"') == ["4", "2", "0"]

    first = liveblocks.get_rooms(organization_id=organization, limit=3)
    last = liveblocks.get_rooms(organization_id=organization, limit=3, starting_after=first.next_cursor)
    assert [room.id.split(":")[-1] for room in last.data] == ["1", "0"]
    assert last.next_cursor is None


def test_errors_are_the_sdk_s_own(liveblocks, url, a_room_id):
    room_id = a_room_id("python-taken")
    liveblocks.create_room(body=new_room(room_id))
    with pytest.raises(LiveblocksError) as taken:
        liveblocks.create_room(body=new_room(room_id))
    assert (taken.value.status, taken.value.args[0]) == (409, f'Room with id "{room_id}" already exists.')
    assert "?idempotent" in taken.value.details
    with Liveblocks(secret="sk_wrong", base_url=url) as stranger, pytest.raises(LiveblocksError) as refused:
        stranger.get_room(room_id)
    assert refused.value.status == 403


def test_tokens(liveblocks, secret):
    token = liveblocks.authorize_user(
        body=AuthorizeUserRequestBody.from_dict(
            {"userId": "alice", "permissions": {"my-room": ["*:write"]}, "userInfo": {"name": "Alice"}}
        )
    ).token
    claims = payload_of(secret(token))
    assert (claims["k"], claims["uid"], claims["perms"]) == ("acc", "alice", {"my-room": ["*:write"]})

    token = liveblocks.identify_user(
        body=IdentifyUserRequestBody.from_dict({"userId": "bob", "groupIds": ["product"], "organizationId": "acme"})
    ).token
    claims = payload_of(secret(token))
    assert (claims["k"], claims["uid"], claims["gids"], claims["oid"]) == ("id", "bob", ["product"], "acme")

    session = liveblocks.prepare_session("carol", {"name": "Carol"}, organization_id="acme")
    session.allow("team-a:*", ["*:read"]).allow("my-room", ["*:write"])
    claims = payload_of(secret(session.authorize().token))
    assert claims["perms"] == {"team-a:*": ["*:read"], "my-room": ["*:write"]}


def test_the_asynchronous_client(url, key, a_room_id):
    room_id = a_room_id("python-async")

    async def work():
        async with AsyncLiveblocks(secret=key, base_url=url) as client:
            ids = [f"{room_id}:{i}" for i in range(10)]
            await asyncio.gather(*(client.create_room(body=new_room(each)) for each in ids))
            found = await client.get_rooms(query=f'roomId^"{room_id}:"')
            assert {room.id for room in found.data} == set(ids)

    asyncio.run(work())
