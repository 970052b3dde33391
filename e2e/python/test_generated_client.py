"""The client that openapi-python-client writes from our document; `foyer_api` is on the path of this run only."""

from foyer_api import AuthenticatedClient
from foyer_api.api.join import join_room
from foyer_api.api.rooms import create_room, delete_room, get_room, list_rooms
from foyer_api.models import CreateRoomBody, ErrorBody, JoinBody


def test_a_room_is_created_listed_joined_and_deleted(url, key, a_room_id, secret):
    client = AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)
    room_id = a_room_id("generated")
    body = CreateRoomBody.from_dict({"id": room_id, "defaultAccesses": ["room:write"], "metadata": {"color": "blue"}})
    created = create_room.sync(client=client, body=body)
    assert (created.id, created.metadata.to_dict()) == (room_id, {"color": "blue"})

    page = list_rooms.sync(client=client, query=f'roomId:"{room_id}"', limit=1)
    assert [room.id for room in page.data] == [room_id]

    joined = join_room.sync(room_id, client=client, body=JoinBody(user_id="alice"))
    secret(joined.storage.token)
    secret(joined.media.token)
    assert joined.room.id == room_id

    assert delete_room.sync_detailed(room_id, client=client).status_code == 204
    gone = get_room.sync(room_id, client=client)
    assert isinstance(gone, ErrorBody)
    assert gone.error == "ROOM_NOT_FOUND"
