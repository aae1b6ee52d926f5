"""Invented names: common surnames with common given names, organs every city has."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文斌建国海燕志红梅春晓东雪峰"
    "林宇浩然欣怡子涵思远一鸣嘉琪俊凯"
)
ORGANS = (
    "财政局", "审计局", "统计局", "教育局", "卫生健康委员会", "住房和城乡建设局", "水利局",
    "农业农村局", "应急管理局", "交通运输局", "司法局", "民政局", "自然资源和规划局", "生态环境局",
    "文化和旅游局", "市场监督管理局", "人力资源和社会保障局", "发展和改革委员会", "科学技术局",
    "工业和信息化局", "商务局", "林业局", "信访局", "档案馆",
)  # fmt: skip
SECTIONS = ("办公室", "节能科", "公务用车管理科", "资产管理科", "财务科", "服务保障科")
PLACES = (
    "市政务中心", "高铁西站", "江左区政务大厅", "江右区政务大厅", "南屏县政务中心",
    "白鹭县水利枢纽",
    "石桥县产业园", "北渡县应急物资库", "省城会议中心", "邻市协作区",
)  # fmt: skip
PURPOSES = (
    "赴现场开展公共机构能源审计核查，涉及 {n} 家单位", "参加全市重点工作推进会议，随行 {n} 人",
    "递送涉密文件资料 {n} 份至指定单位", "开展专项督导检查，走访 {n} 个点位",
    "协助防汛应急值守，运送物资 {n} 批", "陪同上级调研组实地踏勘 {n} 处项目",
)  # fmt: skip


def person(dice: Random) -> str:
    """A name of two or three characters."""
    given = "".join(dice.sample(GIVEN, dice.choice((1, 2, 2))))
    return dice.choice(SURNAMES) + given


def purpose(dice: Random) -> str:
    """A purpose that says object and content."""
    return dice.choice(PURPOSES).format(n=dice.randint(2, 6))
