"""What was mistyped when a parcel left is put right on its order's page."""

from appliance.identity.permissions import Role
from store.orders import reads


async def test_a_mistyped_number_is_put_right_beside_its_parcel(owner, colleague, place, house):
    async def parcel():
        async with house.db.read() as session:
            return (await reads.whole(session, order)).parcels[0]

    order = await place()
    sent = {"kind": "express", "carrier": "ZTO", "tracking": "78123456789"}
    await owner.post(f"/console/orders/{order}/parcels", sent)
    mine = (await parcel()).id
    to = f"/console/orders/{order}/parcels/{mine}"
    page = await (await owner.post(to, {f"carrier-{mine}": "SF", f"tracking-{mine}": "?"})).get_data(as_text=True)
    assert f'id="tracking-{mine}-wrong"' in page
    right = {f"carrier-{mine}": "SF", f"tracking-{mine}": "SF1234567890"}
    assert [(await owner.post(to, right)).status_code for _ in range(2)] == [303, 409]
    assert ((await parcel()).carrier, (await parcel()).tracking) == ("SF", "SF1234567890")
    assert "改运单号" in await owner.read(f"/console/orders/{order}")
    service = await colleague(Role.SERVICE)
    assert "改运单号" not in await service.read(f"/console/orders/{order}")
