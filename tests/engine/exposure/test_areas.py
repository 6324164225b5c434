"""Names of areas: what lies within what."""

import pytest

from lingnan.engine.exposure import Gazetteer

MANZHOULI_DONGSHAN = "内蒙古自治区呼伦贝尔市满洲里市东山街道办事处"


def lies_within(gazetteer: Gazetteer, place: str, listed: str) -> bool:
    return any(here.lies_within(there) for here in gazetteer.read(place) for there in gazetteer.read(listed))


@pytest.mark.parametrize(
    ("place", "listed"),
    [
        ("内蒙古自治区呼伦贝尔市满洲里市东山街道", MANZHOULI_DONGSHAN),
        ("内蒙古呼伦贝尔满洲里市东山街道办", MANZHOULI_DONGSHAN),
        ("满洲里市东山街道怡园社区", MANZHOULI_DONGSHAN),
        ("内蒙古自治区呼伦贝尔盟满洲里市东山街道", MANZHOULI_DONGSHAN),
        ("上海市浦东新区周浦镇明天华城小区", "上海市市辖区浦东新区、周浦镇明天华城小区"),
        ("上海市上海市浦东新区周浦镇明天华城", "上海市市辖区浦东新区、周浦镇明天华城小区"),
        ("四川省成都市郫都区唐昌镇永安村８组", "四川省成都市郫都区郫都区唐昌镇永安村8组"),
        ("天津市滨海新区瞰海轩小区", "天津市天津市东疆港区瞰海轩小区"),
        ("滨海新区，中心渔港冷链物流区A区", "天津市市辖区滨海新区中心渔港冷链物流区A区和B区"),
        ("乌鲁木齐市新市区", "新疆维吾尔自治区乌鲁木齐市新市区）"),
        ("江苏省扬州市邗江区新盛街道", "江苏省扬州市邗江区新盛街道（新增）"),
        ("南京市江宁区卷蓬自然村", "江苏省南京市江宁区禄口街道埂方村卷蓬自然村"),
        ("广州市海珠区瑞宝街道南洲名苑棠阁B栋", "广东省广州市海珠区瑞宝街南洲名苑棠阁（A栋&B栋&C栋）"),
        ("广州市荔湾区天后西街13号", "广东省广州市荔湾区东沙街道新爵村天后西街 9、11、13号所包围区域"),
        ("南京市秦淮区瑞金路街道标营4号27栋", "江苏省南京市秦淮区瑞金路街道标营4号26、27、28、29、30栋"),
        ("扬州市邗江区文汇街道", "江苏省扬州市邗江区经济技术开发区文汇街道"),
        ("新疆喀什地区疏附县兰干镇", "新疆维吾尔自治区喀什地区疏附县（除High风险地区外的其他乡镇）"),
        ("浙江省杭州市临平区临平街道", "浙江省杭州市余杭区临平街道"),
        ("浙江省杭州市江干区", "浙江省杭州市上城区"),
        ("四川省成都市郫县唐昌镇永安村8组", "四川省成都市郫都区唐昌镇永安村8组"),
        ("中国 内蒙古自治区/呼伦贝尔市/满洲里市/东山街道", MANZHOULI_DONGSHAN),
        ("上海市浦东新区祝桥镇新生小区3号楼", "上海市市辖区浦东新区祝桥镇新生小区"),
        ("440604", "佛山市禅城区"),
        ("广州市从化区街口街道府前路1号", "广东省广州市从化市街口街道"),
        ("台州市路桥区路桥街道", "浙江省台州市路桥区"),
    ],
)
def test_the_same_place_or_one_in_it(gazetteer, place, listed):
    assert lies_within(gazetteer, place, listed)


@pytest.mark.parametrize(
    ("place", "listed"),
    [
        ("内蒙古自治区呼伦贝尔市海拉尔区东山街道", MANZHOULI_DONGSHAN),
        ("内蒙古自治区呼伦贝尔市满洲里市", MANZHOULI_DONGSHAN),
        ("上海市浦东新区", "上海市市辖区浦东新区祝桥镇营前村"),
        ("新疆喀什地区疏附县兰干镇", "疏附县（除4个High风险乡镇，兰干镇&乌帕尔镇5个Low风险乡镇外的其他地区）"),
        ("广州市荔湾区东沙街道新爵村天后西街98号", "广东省广州市荔湾区东沙街道新爵村天后西街 9"),
        ("扬州市邗江区双桥街道双桥社区宰庄", "江苏省扬州市邗江区双桥街道石桥社区宰庄小区"),
        ("南京市鼓楼区幕府山街道", "福建省福州市鼓楼区"),
        ("东山街道", MANZHOULI_DONGSHAN),
        ("上海市浦东新区祝桥镇新生村", "上海市市辖区浦东新区祝桥镇新生小区"),
        ("扬州市邗江区南苑新村", "扬州市邗江区南苑小区"),
    ],
)
def test_another_place_or_one_around_it(gazetteer, place, listed):
    assert not lies_within(gazetteer, place, listed)
