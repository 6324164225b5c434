"""What is said of each problem, by locale: what is wrong, then what to do. Keys are stable error codes."""

from __future__ import annotations

from collections.abc import Mapping

DEFAULT_LOCALE = "zh-Hans"
LOCALES = ("zh-Hans", "zh-Hant", "en")


def _in_locales(hans: str, hant: str, en: str) -> Mapping[str, str]:
    return dict(zip(LOCALES, (hans, hant, en), strict=True))


WORDING: Mapping[str, Mapping[str, str]] = {
    "value.missing": _in_locales(
        "这一项还没有填写，请填写后再继续。",
        "這一項還沒有填寫，請填寫後再繼續。",
        "This has not been filled in yet. Please fill it in to go on.",
    ),
    "value.too_long": _in_locales(
        "最多可以写{limit}个字，现在是{length}个，请缩短一些。",
        "最多可以寫{limit}個字，現在是{length}個，請縮短一些。",
        "You can write up to {limit} characters; this has {length}. Please shorten it.",
    ),
    "value.pattern": _in_locales(
        "填写的格式与这一项的要求不同，请对照填写说明再看一次。",
        "填寫的格式與這一項的要求不同，請對照填寫說明再看一次。",
        "This is not in the form asked for here. Please compare it with the note on this field.",
    ),
    "number.form": _in_locales(
        "「{written}」不是数字，请只填写数字，例如12.5。",
        "「{written}」不是數字，請只填寫數字，例如12.5。",
        "“{written}” is not a number. Please write digits only, for example 12.5.",
    ),
    "number.too_small": _in_locales(
        "这一项不能小于{limit}，请再核对一次。",
        "這一項不能小於{limit}，請再核對一次。",
        "This cannot be less than {limit}. Please check it once more.",
    ),
    "number.too_large": _in_locales(
        "这一项不能大于{limit}，请再核对一次。",
        "這一項不能大於{limit}，請再核對一次。",
        "This cannot be more than {limit}. Please check it once more.",
    ),
    "money.form": _in_locales(
        "「{written}」不是金额，请以元为单位填写数字，例如1200.50。",
        "「{written}」不是金額，請以元為單位填寫數字，例如1200.50。",
        "“{written}” is not an amount. Please write it in yuan, for example 1200.50.",
    ),
    "money.fraction": _in_locales(
        "「{written}」精确到了分以下，请最多保留两位小数。",
        "「{written}」精確到了分以下，請最多保留兩位小數。",
        "“{written}” is finer than one fen. Please keep at most two decimals.",
    ),
    "boolean.form": _in_locales(
        "请回答「是」或「否」。",
        "請回答「是」或「否」。",
        "Please answer yes or no.",
    ),
    "date.form": _in_locales(
        "请写明年、月、日，例如2026-11-23或2026年11月23日。",
        "請寫明年、月、日，例如2026-11-23或2026年11月23日。",
        "Please write the year, month and day, for example 2026-11-23.",
    ),
    "date.not_real": _in_locales(
        "日历上没有{written}这一天，请核对月份和日期。",
        "日曆上沒有{written}這一天，請核對月份和日期。",
        "There is no such day as {written}. Please check the month and the day.",
    ),
    "date.future": _in_locales(
        "{iso}还没有到，这里需要填写已经过去的日期。",
        "{iso}還沒有到，這裏需要填寫已經過去的日期。",
        "{iso} has not come yet. A past date is needed here.",
    ),
    "date.expired": _in_locales(
        "这条记录的保存期到{iso}为止，已经过了，不再收。请核对日期；没有写错的，这一行不必再报。",
        "這條記錄的保存期到{iso}為止，已經過了，不再收。請核對日期；沒有寫錯的，這一行不必再報。",
        "This record was to be kept until {iso}, which is over. Please check the date, or leave this row out.",
    ),
    "datetime.form": _in_locales(
        "请写明日期和时间，例如2026-11-23 09:30。",
        "請寫明日期和時間，例如2026-11-23 09:30。",
        "Please write the date and the time, for example 2026-11-23 09:30.",
    ),
    "code.unknown": _in_locales(
        "「{written}」不在可选的范围内，请从列表中选择。",
        "「{written}」不在可選的範圍內，請從列表中選擇。",
        "“{written}” is not one of the choices. Please pick one from the list.",
    ),
    "file.reference": _in_locales(
        "没有找到这个文件，请重新上传。",
        "沒有找到這個文件，請重新上傳。",
        "This file was not found. Please upload it again.",
    ),
    "citizen_number.length": _in_locales(
        "身份证号应为18位，现在是{length}位，请看看是否多写或漏写了。",
        "身份證號應為18位，現在是{length}位，請看看是否多寫或漏寫了。",
        "An identity number has 18 characters; this has {length}. Please see whether one is missing or doubled.",
    ),
    "citizen_number.characters": _in_locales(
        "身份证号前17位是数字，最后一位是数字或X，请改正其中的其他字符。",
        "身份證號前17位是數字，最後一位是數字或X，請改正其中的其他字符。",
        "An identity number is 17 digits and then a digit or X. Please correct the other characters in it.",
    ),
    "citizen_number.birth_date": _in_locales(
        "身份证号第7至14位应是出生日期，但「{written}」不是日历上的日子，请再核对一次。",
        "身份證號第7至14位應是出生日期，但「{written}」不是日曆上的日子，請再核對一次。",
        "Characters 7 to 14 are the date of birth, but “{written}” is not a day of the calendar. Please "
        "check once more.",
    ),
    "citizen_number.birth_future": _in_locales(
        "身份证号第7至14位表示{date}出生，这一天还没有到，请再核对一次。",
        "身份證號第7至14位表示{date}出生，這一天還沒有到，請再核對一次。",
        "Characters 7 to 14 say born on {iso}, which has not come yet. Please check once more.",
    ),
    "citizen_number.division": _in_locales(
        "身份证号前6位「{code}」不是现在或过去使用过的行政区划代码，请再核对一次。",
        "身份證號前6位「{code}」不是現在或過去使用過的行政區劃代碼，請再核對一次。",
        "The first 6 digits, “{code}”, are not a division code in use now or in the past. Please check once more.",
    ),
    "citizen_number.country": _in_locales(
        "永久居留身份证号第4至6位「{code}」不是国家或地区的代码，请再核对一次。",
        "永久居留身份證號第4至6位「{code}」不是國家或地區的代碼，請再核對一次。",
        "Digits 4 to 6 of the residence card, “{code}”, are not the code of a country or region. Please "
        "check once more.",
    ),
    "citizen_number.check": _in_locales(
        "身份证号第18位与前17位对不上，请再核对一次。",
        "身份證號第18位與前17位對不上，請再核對一次。",
        "The 18th character does not agree with the first 17. Please check once more.",
    ),
    "credit_code.length": _in_locales(
        "统一社会信用代码应为18位，现在是{length}位，请看看是否多写或漏写了。",
        "統一社會信用代碼應為18位，現在是{length}位，請看看是否多寫或漏寫了。",
        "A unified social credit code has 18 characters; this has {length}. Please see whether one is "
        "missing or doubled.",
    ),
    "credit_code.character": _in_locales(
        "统一社会信用代码第{place}位不会是「{character}」：只用数字和大写字母，不用I、O、S、V、Z。请看看"
        "是否把1写成了I、0写成了O。",
        "統一社會信用代碼第{place}位不會是「{character}」：只用數字和大寫字母，不用I、O、S、V、Z。請看看"
        "是否把1寫成了I、0寫成了O。",
        "Character {place} cannot be “{character}”: the code has digits and capitals except I, O, S, V "
        "and Z. Please see whether a 1 was written as I or a 0 as O.",
    ),
    "credit_code.prefix": _in_locales(
        "统一社会信用代码前8位「{prefix}」应是登记部门、机构类别和6位行政区划代码，请再核对一次。",
        "統一社會信用代碼前8位「{prefix}」應是登記部門、機構類別和6位行政區劃代碼，請再核對一次。",
        "The first 8 characters, “{prefix}”, should be the registering authority, the class and 6 digits "
        "of a division. Please check once more.",
    ),
    "credit_code.check": _in_locales(
        "统一社会信用代码第18位与前17位对不上，请再核对一次。",
        "統一社會信用代碼第18位與前17位對不上，請再核對一次。",
        "The 18th character does not agree with the first 17. Please check once more.",
    ),
    "organisation_code.form": _in_locales(
        "组织机构代码应为9位数字或大写字母，现在是{length}位，请再核对一次。",
        "組織機構代碼應為9位數字或大寫字母，現在是{length}位，請再核對一次。",
        "An organisation code has 9 digits or capitals; this has {length} characters. Please check once more.",
    ),
    "organisation_code.check": _in_locales(
        "组织机构代码第9位与前8位对不上，请再核对一次。",
        "組織機構代碼第9位與前8位對不上，請再核對一次。",
        "The 9th character does not agree with the first 8. Please check once more.",
    ),
    "licence_identifier.prefix": _in_locales(
        "电子证照标识应以「{oid}」开头，请从证照上完整复制。",
        "電子證照標識應以「{oid}」開頭，請從證照上完整複製。",
        "A licence identifier begins with “{oid}”. Please copy all of it from the licence.",
    ),
    "licence_identifier.segments": _in_locales(
        "电子证照标识在「1.2.156.3005.2」之后应有5段，现在是{count}段，请从证照上完整复制。",
        "電子證照標識在「1.2.156.3005.2」之後應有5段，現在是{count}段，請從證照上完整複製。",
        "After “1.2.156.3005.2” a licence identifier has 5 parts; this has {count}. Please copy all of "
        "it from the licence.",
    ),
    "licence_identifier.type_code": _in_locales(
        "证照类型代码「{type_code}」应是定义机构的18位统一社会信用代码加3位数字，请再核对一次。",
        "證照類型代碼「{type_code}」應是定義機構的18位統一社會信用代碼加3位數字，請再核對一次。",
        "The licence type “{type_code}” should be the 18-character credit code of its definer and 3 "
        "digits. Please check once more.",
    ),
    "licence_identifier.issuer": _in_locales(
        "颁发机构代码「{issuer}」不是有效的统一社会信用代码，请再核对一次。",
        "頒發機構代碼「{issuer}」不是有效的統一社會信用代碼，請再核對一次。",
        "The issuer “{issuer}” is not a valid unified social credit code. Please check once more.",
    ),
    "licence_identifier.serial": _in_locales(
        "流水号「{serial}」应由数字和大写字母组成，请再核对一次。",
        "流水號「{serial}」應由數字和大寫字母組成，請再核對一次。",
        "The serial “{serial}” should be digits and capitals. Please check once more.",
    ),
    "licence_identifier.version": _in_locales(
        "版本号「{version}」应为3位数字，例如001。",
        "版本號「{version}」應為3位數字，例如001。",
        "The version “{version}” should be 3 digits, for example 001.",
    ),
    "licence_identifier.check": _in_locales(
        "电子证照标识的最后一位与前面对不上，请从证照上重新复制。",
        "電子證照標識的最後一位與前面對不上，請從證照上重新複製。",
        "The last character does not agree with the rest. Please copy it again from the licence.",
    ),
    "item_code.length": _in_locales(
        "事项实施编码应为31位，分情形的为33位，现在是{length}位，请再核对一次。",
        "事項實施編碼應為31位，分情形的為33位，現在是{length}位，請再核對一次。",
        "An item code has 31 characters, or 33 with a situation; this has {length}. Please check once more.",
    ),
    "item_code.credit_code": _in_locales(
        "事项实施编码前18位「{code}」不是有效的统一社会信用代码，请再核对一次。",
        "事項實施編碼前18位「{code}」不是有效的統一社會信用代碼，請再核對一次。",
        "The first 18 characters, “{code}”, are not a valid unified social credit code. Please check once more.",
    ),
    "item_code.level": _in_locales(
        "事项实施编码第19位是行使层级，应为1至6，现在是「{level}」。",
        "事項實施編碼第19位是行使層級，應為1至6，現在是「{level}」。",
        "Character 19 is the level, from 1 to 6; this is “{level}”.",
    ),
    "item_code.catalogue": _in_locales(
        "事项实施编码第20至31位「{catalogue}」应是12位基本编码，请再核对一次。",
        "事項實施編碼第20至31位「{catalogue}」應是12位基本編碼，請再核對一次。",
        "Characters 20 to 31, “{catalogue}”, should be the 12-character catalogue code. Please check once more.",
    ),
    "item_code.situation": _in_locales(
        "事项实施编码最后2位是情形，应为数字，现在是「{situation}」。",
        "事項實施編碼最後2位是情形，應為數字，現在是「{situation}」。",
        "The last 2 characters are the situation, in digits; this is “{situation}”.",
    ),
    "plate.province": _in_locales(
        "车牌号应以省份简称开头，例如粤A12345，现在是「{plate}」。",
        "車牌號應以省份簡稱開頭，例如粵A12345，現在是「{plate}」。",
        "A plate begins with the character of its province, for example 粤A12345; this is “{plate}”.",
    ),
    "plate.confusable": _in_locales(
        "车牌号里不使用字母I和O，请看看是否应为数字1或0。",
        "車牌號裏不使用字母I和O，請看看是否應為數字1或0。",
        "Plates do not use the letters I and O. Please see whether they should be the digits 1 or 0.",
    ),
    "plate.letters": _in_locales(
        "车牌序号「{serial}」里最多有两个字母，请再核对一次。",
        "車牌序號「{serial}」裏最多有兩個字母，請再核對一次。",
        "The serial “{serial}” of a plate has at most two letters. Please check once more.",
    ),
    "plate.cross_border": _in_locales(
        "粤Z号牌只发给进出内地的港澳车辆，末尾应是「港」或「澳」，请再核对一次。",
        "粵Z號牌只發給進出內地的港澳車輛，末尾應是「港」或「澳」，請再核對一次。",
        "粤Z plates are for vehicles from Hong Kong and Macau and end in 港 or 澳. Please check once more.",
    ),
    "plate.form": _in_locales(
        "「{plate}」不是机动车号牌的写法：普通号牌7位，新能源号牌8位，请对照车牌再看一次。",
        "「{plate}」不是機動車號牌的寫法：普通號牌7位，新能源號牌8位，請對照車牌再看一次。",
        "“{plate}” is not how a plate is written: ordinary plates have 7 characters, new-energy plates "
        "8. Please compare it with the plate.",
    ),
    "mobile.length": _in_locales(
        "手机号应为11位数字，现在是{length}位，请看看是否多写或漏写了。",
        "手機號應為11位數字，現在是{length}位，請看看是否多寫或漏寫了。",
        "A mobile number has 11 digits; this has {length} characters. Please see whether one is missing or doubled.",
    ),
    "mobile.prefix": _in_locales(
        "没有以{prefix}开头的手机号，请再核对一次。",
        "沒有以{prefix}開頭的手機號，請再核對一次。",
        "No mobile number begins with {prefix}. Please check once more.",
    ),
    "telephone.form": _in_locales(
        "「{number}」不像可以拨打的电话：请填写手机号，或带区号的座机号，例如020-83123456；港澳台电话请以"
        "+852、+853或+886开头。",
        "「{number}」不像可以撥打的電話：請填寫手機號，或帶區號的座機號，例如020-83123456；港澳台電話請以"
        "+852、+853或+886開頭。",
        "“{number}” does not look like a number that can be called. Please write a mobile number, or a "
        "landline with its area code such as 020-83123456; begin with +852, +853 or +886 for Hong Kong, "
        "Macau and Taiwan.",
    ),
    "division.form": _in_locales(
        "行政区划代码应为6位、9位或12位数字，现在是「{value}」。",
        "行政區劃代碼應為6位、9位或12位數字，現在是「{value}」。",
        "A division code has 6, 9 or 12 digits; this is “{value}”.",
    ),
    "division.unknown": _in_locales(
        "没有代码为{code}的行政区划，请再核对一次，或从列表中选择。",
        "沒有代碼為{code}的行政區劃，請再核對一次，或從列表中選擇。",
        "There is no division with the code {code}. Please check once more, or pick one from the list.",
    ),
    "postal_code.form": _in_locales(
        "邮政编码应为6位数字，现在是「{code}」，请再核对一次。",
        "郵政編碼應為6位數字，現在是「{code}」，請再核對一次。",
        "A postal code has 6 digits; this is “{code}”. Please check once more.",
    ),
    "bank_card.form": _in_locales(
        "银行卡号应为13至19位数字，现在是{length}位，请对照卡面再看一次。",
        "銀行卡號應為13至19位數字，現在是{length}位，請對照卡面再看一次。",
        "A bank card number has 13 to 19 digits; this has {length} characters. Please compare it with the card.",
    ),
    "bank_card.check": _in_locales(
        "银行卡号最后一位与前面对不上，可能有一位写错了，请对照卡面再看一次。",
        "銀行卡號最後一位與前面對不上，可能有一位寫錯了，請對照卡面再看一次。",
        "The last digit does not agree with the rest, so one may be wrong. Please compare it with the card.",
    ),
    "passport.form": _in_locales(
        "护照号应为6至9位数字和字母，现在是「{number}」，请对照护照资料页再看一次。",
        "護照號應為6至9位數字和字母，現在是「{number}」，請對照護照資料頁再看一次。",
        "A passport number has 6 to 9 digits and letters; this is “{number}”. Please compare it with the data page.",
    ),
    "home_return_permit.form": _in_locales(
        "港澳居民来往内地通行证号应为H或M加8位数字，请对照证件再看一次。",
        "港澳居民來往內地通行證號應為H或M加8位數字，請對照證件再看一次。",
        "A Home Return Permit number is H or M and 8 digits. Please compare it with the permit.",
    ),
    "foreigner_card.form": _in_locales(
        "外国人永久居留身份证号应为18位数字，旧证是3个字母加12位数字，请对照证件再看一次。",
        "外國人永久居留身份證號應為18位數字，舊證是3個字母加12位數字，請對照證件再看一次。",
        "A foreign permanent resident's card has 18 digits, an older one 3 letters and 12 digits. Please compare it "
        "with the card.",
    ),
    "id_document.form": _in_locales(
        "没有证件的号码是这样写的：身份证、居住证18位，港澳居民通行证是H或M加8位数字，台湾居民通行证8位数字，"
        "护照6至9位数字和字母。请对照证件再看一次。",
        "沒有證件的號碼是這樣寫的：身份證、居住證18位，港澳居民通行證是H或M加8位數字，台灣居民通行證8位數字，"
        "護照6至9位數字和字母。請對照證件再看一次。",
        "No document has such a number: an identity card or a residence permit has 18 characters, a Home Return Permit "
        "H or M and 8 digits, a Mainland travel permit for Taiwan residents 8 digits, a passport 6 to 9 digits and "
        "letters. Please compare it with the document.",
    ),
    "taiwan_permit.form": _in_locales(
        "台湾居民来往大陆通行证号应为8位数字，请对照证件再看一次。",
        "台灣居民來往大陸通行證號應為8位數字，請對照證件再看一次。",
        "A Mainland travel permit for Taiwan residents has 8 digits. Please compare it with the permit.",
    ),
    "exit_permit.form": _in_locales(
        "往来港澳通行证号应为C开头的9位，请对照证件再看一次。",
        "往來港澳通行證號應為C開頭的9位，請對照證件再看一次。",
        "An exit-entry permit for Hong Kong and Macau has 9 characters and begins with C. Please compare "
        "it with the permit.",
    ),
    "hong_kong_card.form": _in_locales(
        "香港身份证号应为字母、6位数字和括号里的校验码，例如A123456(3)。",
        "香港身份證號應為字母、6位數字和括號裏的校驗碼，例如A123456(3)。",
        "A Hong Kong identity card has a letter, 6 digits and a check digit in brackets, for example A123456(3).",
    ),
    "hong_kong_card.check": _in_locales(
        "香港身份证号括号里的校验码与前面对不上，请再核对一次。",
        "香港身份證號括號裏的校驗碼與前面對不上，請再核對一次。",
        "The check digit in brackets does not agree with the rest. Please check once more.",
    ),
    "macau_card.form": _in_locales(
        "澳门身份证号应为8位数字，例如1234567(8)。",
        "澳門身份證號應為8位數字，例如1234567(8)。",
        "A Macau identity card has 8 digits, for example 1234567(8).",
    ),
    "foreign.other": _in_locales(
        "这一条不归这个资源：{path} 是「{found}」。",
        "這一條不歸這個資源：{path} 是「{found}」。",
        "This one does not belong to the resource: {path} is “{found}”.",
    ),
    "foreign.code": _in_locales(
        "{path} 的「{found}」没有对应的值，请核对；确实要用的，先在资源的 fhir 对照里补上。",
        "{path} 的「{found}」沒有對應的值，請核對；確實要用的，先在資源的 fhir 對照裏補上。",
        "{path} is “{found}”, which has no value here. Please check it, or add it to the fhir mapping first.",
    ),
    "foreign.form": _in_locales(
        "{path} 的「{found}」写得不够细或写法不对，请补全后再报。",
        "{path} 的「{found}」寫得不夠細或寫法不對，請補全後再報。",
        "{path} is “{found}”, which says too little or is written otherwise than needed. Please complete it.",
    ),
    "email.form": _in_locales(
        "「{email}」不是电子邮箱的写法，例如name@example.com。",
        "「{email}」不是電子郵箱的寫法，例如name@example.com。",
        "“{email}” is not how an email address is written, for example name@example.com.",
    ),
    "person_name.character": _in_locales(
        "姓名里不会有「{character}」，请与证件上的姓名保持一致。",
        "姓名裏不會有「{character}」，請與證件上的姓名保持一致。",
        "A name does not contain “{character}”. Please write it as on the identity document.",
    ),
    "person_name.length": _in_locales(
        "姓名应为2至50个字，现在是{length}个，请与证件上的姓名保持一致。",
        "姓名應為2至50個字，現在是{length}個，請與證件上的姓名保持一致。",
        "A name has 2 to 50 characters; this has {length}. Please write it as on the identity document.",
    ),
}
