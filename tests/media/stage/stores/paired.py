"""How two boxes get into a contest."""

from media.stage.stores import actions, codes
from media.stage.stores.letters import Own
from media.stage.stores.mail import Addressee, Mail
from media.stage.stores.messages import Pair, Paired


async def pair(boxes) -> None:
    tea, shoe = boxes
    code, _ = await tea.write(actions.make_code, tea.house.keys, "茶铺", tea.address, "lin")
    told = await use(shoe, codes.read(codes.written(code)))
    assert isinstance(told, Paired)
    await shoe.write(actions.keep, told.name, code.address, code.key, by="lin")


async def use(box, code, address="") -> object:
    own = Own(box.house.keys).key
    said = ("鞋店", address or box.address, own)
    async with Mail(box.house.keys, box.house.clock) as mail:
        pairing = Pair(code.id, *said, codes.proof(code.secret, *said))
        return await mail.ask(Addressee(code.address, code.key), pairing)


async def called(tea) -> str:
    (store,) = (await tea.stores())["stores"]
    terms = {"seconds": 60, "punish_seconds": 30, "punishment": "唱一首歌"}
    status, told = await tea.ask("POST", f"/rooms/{tea.room}/stores/{store['store']}/calls", terms)
    assert status == 201, told
    return told["call"]


async def taken_up(paired) -> str:
    tea, shoe = paired
    call = await called(tea)
    status, told = await shoe.ask("PUT", f"/rooms/{shoe.room}/store-calls/{call}/acceptance")
    assert status == 200, told
    return call
