"""The five versions of DMN and the names by which files tell them apart."""

from __future__ import annotations

import enum


class Version(enum.StrEnum):
    """A version of the standard."""

    V1_1 = "1.1"
    V1_2 = "1.2"
    V1_3 = "1.3"
    V1_4 = "1.4"
    V1_5 = "1.5"


NEWEST = Version.V1_5
MODEL = {
    Version.V1_1: "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    Version.V1_2: "http://www.omg.org/spec/DMN/20180521/MODEL/",
    Version.V1_3: "https://www.omg.org/spec/DMN/20191111/MODEL/",
    Version.V1_4: "https://www.omg.org/spec/DMN/20211108/MODEL/",
    Version.V1_5: "https://www.omg.org/spec/DMN/20230324/MODEL/",
}
FEEL = {
    Version.V1_1: "http://www.omg.org/spec/FEEL/20140401",
    Version.V1_2: "http://www.omg.org/spec/DMN/20180521/FEEL/",
    Version.V1_3: "https://www.omg.org/spec/DMN/20191111/FEEL/",
    Version.V1_4: "https://www.omg.org/spec/DMN/20211108/FEEL/",
    Version.V1_5: "https://www.omg.org/spec/DMN/20230324/FEEL/",
}
PICTURES = {
    Version.V1_2: "http://www.omg.org/spec/DMN/20180521/DMNDI/",
    Version.V1_3: "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    Version.V1_4: "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    Version.V1_5: "https://www.omg.org/spec/DMN/20230324/DMNDI/",
}
COORDINATES = "http://www.omg.org/spec/DMN/20180521/DC/"
INTERCHANGE = "http://www.omg.org/spec/DMN/20180521/DI/"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"

OLD_TYPES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
"""Names of types in DMN 1.1, where a reference is a QName and cannot hold spaces."""
