"""Names as a generation gave them: weights for surnames from a corpus, given names from lists of our own."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random

LISTS_BY_GENERATION: Sequence[tuple[int, dict[str, tuple[str, str]]]] = (
    (1950, {"1": ("国金福德炳锦树荣光永文秀庆玉长", "栋全生才坤泉根强贵祥财清盛林昌"),
            "2": ("秀桂玉淑凤兰美惠金彩月素翠瑞细", "英珍兰芳莲娥琼仙娣群妹香梅卿好")}),
    (1966, {"1": ("建志国卫伟永少汉耀锡炳启伟振家", "国明华强民军辉平生荣雄忠文成坚"),
            "2": ("丽秀惠玉燕美少桂艳爱佩雪淑月建", "华芳珍琼玲群英萍娟芬贞兰霞红琴")}),
    (1981, {"1": ("志建伟俊永海晓文国健锦少学嘉立", "强军辉斌锋勇华明杰雄波东平伟权"),
            "2": ("晓丽海小雪燕春婉秋少惠文艳玉敏", "霞芳燕玲敏娟丹萍红梅莹珊琴华云")}),
    (1996, {"1": ("俊嘉家志文伟浩晓泽子健宇海思锦", "杰豪健辉鹏伟峰斌龙锋聪华涛宇文"),
            "2": ("晓嘉婷慧雪思丽诗文静欣佩家敏绮", "婷敏怡琳欣雯莹静玲君琪珊霞慧颖")}),
    (9999, {"1": ("梓俊子浩宇泽嘉晨奕皓铭思柏承锐", "轩宇豪熙睿航铭涵杰霖泽辰阳恒朗"),
            "2": ("梓诗子雨欣思语晓芷若嘉一可悦沐", "涵琪萱彤怡瑶妍晴桐馨悦菲宁乐瑜")}),
)  # fmt: skip
ONE_CHARACTER_SHARE = (0.12, 0.16, 0.30, 0.14, 0.06)


class Names:
    """Draws surnames by weight and given names by generation and sex."""

    def __init__(self, *, surnames: Sequence[tuple[str, float]]) -> None:
        self._surnames = [surname for surname, _ in surnames]
        self._cumulated = list(accumulate(weight for _, weight in surnames))

    def draw_surname(self, rng: Random) -> str:
        return rng.choices(self._surnames, cum_weights=self._cumulated)[0]

    def draw_given(self, *, birth_year: int, sex: str, rng: Random) -> str:
        """One or two characters, as parents of that time chose them."""
        generation = next(place for place, (until, _) in enumerate(LISTS_BY_GENERATION) if birth_year < until)
        first, last = LISTS_BY_GENERATION[generation][1][sex]
        if rng.random() < ONE_CHARACTER_SHARE[generation]:
            return rng.choice(last)
        return rng.choice(first) + rng.choice(last)
