"""The cast: people with a story, always there, and those who may sign in. Nobody is real.

Every birth date is fixed but two: somebody turns 60 on the day after the seeding, and somebody is 100 on it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lingnan.engine.elements import bank_card, citizen_number
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity.types import OfficerRole, Relation, Role

from .guests import GuestPart
from .identifiers import CARD_PREFIX
from .records import account_record, death_record, household_record, kinship_record, population_record
from .types import DemoHousehold, DemoKinship, DemoPerson, DemoRecord

PASSWORD = "lingnan-demo-2026"  # noqa: S105 the demo's, printed at every start
CIVIL_AFFAIRS = "gd-civil-affairs"
HEALTH = "gd-health"
YUEXIU = "440104"
BEIJING_STREET = "440104004000"
QIDONG = "430426"
DIED_DAYS_AGO = 40

Part = Literal[
    "daughter", "father", "mother", "grandmother", "neighbour", "visitor", "nearly-sixty", "deceased", "widower",
    "helper", "traveller", "contact", "child",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Who may sign in, by what name, and what may be tried as this person."""

    username: str
    name: str
    story: str
    part: Part | GuestPart | None = None
    roles: tuple[OfficerRole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """`principal` lets `delegate` act for a year, from so many days before the seeding."""

    principal: Part
    delegate: Part
    services: tuple[str, ...]
    days_ago: int = 0


def _role(role: Role, division: str, department: str) -> OfficerRole:
    return OfficerRole(role=role, department=department, division=division)


SIGN_INS = (
    SignIn(
        username="xiaolan",
        part="daughter",
        name="陈晓岚",
        story="父亲已委托她：替父亲一次办好优待证和高龄津贴，出示健康码；女儿未成年：在「我的家人」里点两下，替女儿出示健康码",
    ),
    SignIn(username="guodong", part="father", name="陈国栋", story="83岁，户籍在越秀区：看委托、证照和谁查过我的数据"),
    SignIn(username="huizhen", part="mother", name="梁惠珍", story="80岁，没有发放账户：申请津贴时要补一项"),
    SignIn(username="yuehao", part="grandmother", name="黄月好", story="百岁，已委托社工帮办"),
    SignIn(username="bingkun", part="neighbour", name="何炳坤", story="登记的出生日期与身份证号不同：转人工核对"),
    SignIn(username="jianping", part="visitor", name="刘建平", story="户籍和常住地在湖南：暂时不能办理"),
    SignIn(username="weiming", part="nearly-sixty", name="李伟明", story="明天（生成数据的次日）满60岁：今天还不能办"),
    SignIn(username="zhiqiang", part="widower", name="周志强", story="替已去世的妻子申请：不予办理"),
    SignIn(username="xiaoyu", part="helper", name="林小雨", story="社工：替委托她的长者办理"),
    SignIn(
        username="zhiyuan",
        part="traveller",
        name="张志远",
        story="健康码演示（如 make run DATE=2020-12-07）：回来两天，去过的地方列为风险地区",
    ),
    SignIn(
        username="xiaotong",
        part="contact",
        name="吴晓彤",
        story="健康码演示（如 make run DATE=2021-08-02）：密切接触者，居家隔离",
    ),
    SignIn(
        username="kachun",
        part="from-hong-kong",
        name="黄家俊",
        story="健康码演示：香港居民，持港澳居民来往内地通行证（H99000001，可在 /inspect/ 输入）",
    ),
    SignIn(
        username="kayan",
        part="from-macau",
        name="何嘉欣",
        story="健康码演示：澳门居民，持港澳居民来往内地通行证（M99000002）",
    ),
    SignIn(
        username="yijun",
        part="from-taiwan",
        name="林怡君",
        story="健康码演示：台湾居民，持台湾居民来往大陆通行证（99000003）",
    ),
    SignIn(
        username="anna",
        part="from-abroad",
        name="Anna Schmidt",
        story="健康码演示：外国人，持护照（X99000004）",
    ),
    SignIn(
        username="window-gd",
        name="民政窗口 周敏",
        story="省级民政窗口：办理转人工的申请",
        roles=(_role("clerk", "44", CIVIL_AFFAIRS),),
    ),
    SignIn(
        username="window-yuexiu",
        name="越秀区民政窗口 吴丽华",
        story="区级民政窗口：只看越秀区的申请",
        roles=(_role("clerk", YUEXIU, CIVIL_AFFAIRS),),
    ),
    SignIn(
        username="licences",
        name="证照管理 郑立",
        story="可以撤销证照",
        roles=(_role("licence-officer", "44", CIVIL_AFFAIRS),),
    ),
    SignIn(
        username="second",
        name="复核 冯志远",
        story="第二位经办人：既看申请，也管证照",
        roles=(_role("clerk", "44", CIVIL_AFFAIRS), _role("licence-officer", "44", CIVIL_AFFAIRS)),
    ),
    SignIn(
        username="rules",
        name="规则起草 何敏仪",
        story="写规则：上传、检查、演练、提交",
        roles=(_role("rule-author", "44", CIVIL_AFFAIRS),),
    ),
    SignIn(
        username="rules-second",
        name="规则审核 黄启明",
        story="审规则：看检查和演练，签名发布或退回",
        roles=(_role("rule-approver", "44", CIVIL_AFFAIRS),),
    ),
    SignIn(
        username="travel",
        name="复工专列 邓志强",
        story="交成批出行的名单，打印上车名单",
        roles=(_role("travel-organiser", "44", "gd-human-resources"),),
    ),
    SignIn(
        username="community",
        name="社区工作者 潘秀英",
        story="健康码：给越秀区变了颜色的人打电话",
        roles=(_role("community-worker", YUEXIU, f"{YUEXIU}-civil-affairs"),),
    ),
    SignIn(
        username="police",
        name="派出所民警 区国雄",
        story="健康码：同社区一起核对、联系越秀区的人",
        roles=(_role("police-officer", YUEXIU, "gd-public-security"),),
    ),
    SignIn(
        username="health",
        name="疾控值班 许文静",
        story="健康码：看风险地区和逾期的人，答复申诉，提出人工定色",
        roles=(_role("health-officer", "44", HEALTH),),
    ),
    SignIn(
        username="health-second",
        name="疾控复核 梁伟强",
        story="健康码：另一位答复申诉、批准人工定色的人",
        roles=(_role("health-officer", "44", HEALTH),),
    ),
    SignIn(
        username="health-third",
        name="疾控复议 谭雅琴",
        story="健康码：两位都经手过的，由这一位答复",
        roles=(_role("health-officer", "44", HEALTH),),
    ),
    SignIn(
        username="inspector",
        name="车站查验 梁志远",
        story="登记和停用查码的设备；用登记码把浏览器变成查码设备（/inspect/）",
        roles=(_role("inspector", "44", "gd-transport"),),
    ),
    SignIn(
        username="sampling",
        name="采样点 何秀芳",
        story="健康码：越秀区的采样点，扫预约码登记采样，没有预约的当场登记",
        roles=(_role("sampler", YUEXIU, HEALTH),),
    ),
    SignIn(
        username="laboratory",
        name="岭南示范检验所",
        story="健康码：按采样管编号交检测结果",
        roles=(_role("laboratory", "44", HEALTH),),
    ),
    SignIn(
        username="health-records",
        name="省卫生健康委 业务系统",
        story="数据共享：它的系统用接口报送本部门的记录（lingnan identity machine health-records）",
        roles=(_role("data-provider", "44", HEALTH),),
    ),
    SignIn(
        username="codes",
        name="码值班 苏婉婷",
        story="省政务服务和数据管理局：看全省亮码、扫码和每个亮码服务的情况（/cockpit/codes/）",
        roles=(_role("administrator", "44", "gd-data"),),
    ),
    SignIn(
        username="auditor",
        name="审计 罗静",
        story="核对操作留痕",
        roles=(_role("auditor", "44", "gd-audit"),),
    ),
)
MANDATES = (
    Mandate(principal="father", delegate="daughter", services=("senior-card", "senior-allowance", HEALTH_CODE)),
    Mandate(principal="grandmother", delegate="helper", services=("senior-allowance",)),
    Mandate(principal="deceased", delegate="widower", services=("senior-allowance",), days_ago=DIED_DAYS_AGO + 20),
)
KIN: tuple[tuple[Part, Part, Relation, Relation], ...] = (
    ("daughter", "father", "father", "daughter"),
    ("daughter", "mother", "mother", "daughter"),
    ("father", "mother", "spouse", "spouse"),
    ("mother", "grandmother", "mother", "daughter"),
    ("daughter", "grandmother", "grandparent", "grandchild"),
    ("widower", "deceased", "spouse", "spouse"),
    ("daughter", "child", "daughter", "mother"),
    ("father", "child", "grandchild", "grandparent"),
    ("mother", "child", "grandchild", "grandparent"),
)
ROOFS: tuple[tuple[Part, ...], ...] = (
    ("father", "mother"),
    ("daughter", "child"),
    ("grandmother",),
    ("neighbour",),
    ("visitor",),
    ("nearly-sixty",),
    ("widower", "deceased"),
    ("helper",),
    ("traveller",),
    ("contact",),
)
WITHOUT_ACCOUNT: frozenset[Part] = frozenset(
    {"daughter", "helper", "mother", "visitor", "traveller", "contact", "child"}
)


def cast_members(*, today: date) -> dict[Part, DemoPerson]:
    """Everyone in the cast, as of the day of the seeding."""
    tomorrow = today + timedelta(days=1)
    return {
        "daughter": _resident("陈晓岚", "2", date(1978, 5, 12), born_in=YUEXIU, household=2, house="文明路18号502房"),
        "child": _resident("李嘉怡", "2", date(2012, 9, 1), born_in=YUEXIU, household=2, house="文明路18号502房"),
        "father": _resident("陈国栋", "1", date(1943, 3, 8), born_in=YUEXIU, household=1, house="惠福东路66号301房"),
        "mother": _resident("梁惠珍", "2", date(1946, 9, 20), born_in="442726", household=1, house="惠福东路66号301房"),
        "grandmother": _resident(
            "黄月好", "2", _birthday(today, 100), born_in="442726", household=3, house="书坊街9号102房"
        ),
        "neighbour": _resident(
            "何炳坤", "1", date(1941, 6, 15), born_in="442722", household=4, house="惠福东路66号302房"
        ),
        "visitor": _from_qidong("刘建平", "1", date(1944, 10, 2), household=5),
        "nearly-sixty": _resident(
            "李伟明", "1", _birthday(tomorrow, 60), born_in="440102", household=6, house="大南路30号"
        ),
        "widower": _resident("周志强", "1", date(1938, 2, 17), born_in=YUEXIU, household=7, house="起义路21号401房"),
        "deceased": _resident("张秀英", "2", date(1940, 11, 3), born_in="442730", household=7, house="起义路21号401房"),
        "helper": _resident("林小雨", "2", date(1992, 4, 26), born_in="440106", household=8, house="教育路5号203房"),
        "traveller": _resident("张志远", "1", date(1990, 1, 15), born_in=YUEXIU, household=9, house="大南路12号602房"),
        "contact": _resident("吴晓彤", "2", date(1995, 7, 8), born_in="440106", household=10, house="文德路33号401房"),
    }


def cast_households(*, today: date) -> tuple[DemoHousehold, ...]:
    """The cast's households, kin and records, with the contradictions that their stories need."""
    members = cast_members(today=today)
    kinships = _kinships(members)
    return tuple(
        DemoHousehold(
            people=tuple(members[part] for part in roof),
            kinships=tuple(kin for kin in kinships if any(kin.person == members[part].id_number for part in roof)),
            records=tuple(record for part in roof for record in _records(part, members[part], kinships, today)),
            is_collective=False,
        )
        for roof in ROOFS
    )


def _resident(name: str, sex: str, birth_date: date, *, born_in: str, household: int, house: str) -> DemoPerson:
    address = "广东省广州市越秀区北京街道" + house
    return _person(
        name, sex, birth_date, born_in=born_in, household=household, division=BEIJING_STREET, address=address
    )


def _from_qidong(name: str, sex: str, birth_date: date, *, household: int) -> DemoPerson:
    address = "湖南省衡阳市祁东县永昌大道12号"
    return _person(name, sex, birth_date, born_in=QIDONG, household=household, division=QIDONG, address=address)


def _person(
    name: str, sex: str, birth_date: date, *, born_in: str, household: int, division: str, address: str
) -> DemoPerson:
    sequence = 20 + int(sex)
    return DemoPerson(
        id_number=citizen_number.compose(division=born_in, birth_date=birth_date, sequence=sequence),
        name=name,
        sex=sex,
        birth_date=birth_date,
        nation="01",
        household_number=f"{900_000_000 + household}",
        household_division=division,
        household_address=address,
        residence_division=division,
        residence_address=address,
        mobile=f"1380013{household:02d}{sequence:02d}",
    )


def _birthday(day: date, age: int) -> date:
    """The birth date of somebody who turns `age` on the day; 1 March stands in for 29 February."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:
        return date(day.year - age, 3, 1)


def _kinships(members: dict[Part, DemoPerson]) -> list[DemoKinship]:
    pairs = [(one, other, relation) for one, other, relation, _ in KIN]
    pairs += [(other, one, relation) for one, other, _, relation in KIN]
    return [
        DemoKinship(person=members[one].id_number, relative=members[other].id_number, relation=relation)
        for one, other, relation in pairs
    ]


def _records(part: Part, person: DemoPerson, kinships: list[DemoKinship], today: date) -> list[DemoRecord]:
    last_week = today - timedelta(days=7)
    recorded_birth = person.birth_date.replace(year=person.birth_date.year + 1) if part == "neighbour" else None
    records = [
        population_record(person, as_of=last_week, birth_date=recorded_birth),
        household_record(person, as_of=last_week),
        *(kinship_record(kin, as_of=last_week) for kin in kinships if kin.person == person.id_number),
    ]
    if part == "deceased":
        records.append(death_record(person, death_date=today - timedelta(days=DIED_DAYS_AGO)))
    if part not in WITHOUT_ACCOUNT:
        records.append(_account(person, last_week))
    return records


def _account(person: DemoPerson, as_of: date) -> DemoRecord:
    body = CARD_PREFIX + person.id_number[6:14] + person.household_number[-2:]
    number = body + bank_card.check_digit(body)
    return account_record(person, number=number, holder=person.name, bank="岭南示范银行", as_of=as_of)
