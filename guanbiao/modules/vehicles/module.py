"""Official vehicles: the face of the business."""

from __future__ import annotations

from guanbiao.gate.describe import Block, Listener, MenuItem, Module, Page, Service
from guanbiao.kit.hiding import obeying
from guanbiao.modules.vehicles import facts, jobs, queries
from guanbiao.modules.vehicles.acts import ACTS
from guanbiao.modules.vehicles.acts.requests import follow
from guanbiao.modules.vehicles.measures import MEASURES
from guanbiao.modules.vehicles.pages import dispatch, requests, slips, trips
from guanbiao.modules.vehicles.tables import REQUESTS, TABLES

VIEW_VEHICLE, VIEW_REQUEST = "vehicles.vehicle.view", "vehicles.request.view"
VIEW_TRIP, VIEW_DRIVER = "vehicles.trip.view", "vehicles.driver.view"
VIEW_FUEL, VIEW_QUOTA = "vehicles.fuel.view", "vehicles.quota.view"
REGISTER, DISPATCH = "vehicles.vehicle.register", "vehicles.trip.dispatch"

MODULE = Module(
    name="vehicles",
    label="公务用车",
    block=Block.BUSINESS,
    icon="car",
    entities=(facts.VEHICLE, facts.QUOTA, facts.DRIVER, facts.REQUEST, facts.TRIP, facts.FUEL),
    acts=ACTS,
    views={
        VIEW_VEHICLE: "查看车辆", VIEW_REQUEST: "查看用车申请", VIEW_TRIP: "查看派车单",
        VIEW_DRIVER: "查看驾驶员", VIEW_FUEL: "查看加油记录", VIEW_QUOTA: "查看编制",
    },
    pages=(
        Page("request/<int:key>/", obeying(requests.page, REQUESTS), "vehicles.request"),
        Page("request/<int:key>/trip/", trips.of_request, "vehicles.request_trip"),
        Page("dispatch/", dispatch.board, "vehicles.dispatch", act=DISPATCH, posts=True),
        Page("trip/new/", dispatch.board, "vehicles.trip.new", act=DISPATCH, posts=True),
        Page("dispatch/<int:key>/why/<int:vehicle>/", dispatch.explain, "vehicles.dispatch_why",
             act=DISPATCH),
        Page("trips/mine/", trips.my_trips, "vehicles.my_trips"),
        Page("trips/<int:key>/", trips.trip, "vehicles.trip"),
        Page("trips/<int:key>/print/", slips.page, "vehicles.trip.print"),
        Page("trips/<int:key>/pdf/", slips.pdf, "vehicles.trip.pdf"),
        Page("trips/<int:key>/phone/", trips.phone, "vehicles.trip_phone", posts=True),
        Page("trips/<int:key>/<slug:verb>/", trips.trip_act, "vehicles.trip_act", posts=True),
    ),
    menu=(
        MenuItem("我要用车", "vehicles.request.new", "pen", "vehicles.request.submit"),
        MenuItem("用车申请", "vehicles.request.list", "list", VIEW_REQUEST),
        MenuItem("派车调度", "vehicles.dispatch", "clock", DISPATCH),
        MenuItem("我的出车", "vehicles.my_trips", "wheel", "vehicles.trip.depart"),
        MenuItem("车辆台账", "vehicles.vehicle.list", "car", VIEW_VEHICLE),
        MenuItem("台账导入", "vehicles.vehicle.import", "upload", REGISTER),
    ),
    services=(
        Service("我要用车", "vehicles.request.submit", "vehicles.request.new", "car",
                "调研、会议、机要、应急用车，填写时即按条款判定"),
    ),
    measures=MEASURES,
    tables=TABLES,
    dated=queries.dated,
    places=dict.fromkeys(
        ("vehicles.trip.depart", "vehicles.trip.come_back"), "vehicles.request_trip"
    ),
    followers={facts.REQUEST.name: follow},
    listeners=(
        Listener(DISPATCH, jobs.sent),
        Listener("vehicles.trip.cancel", jobs.cancelled),
        Listener("vehicles.trip.depart", jobs.departed),
        Listener("vehicles.request.adjust", jobs.adjusted),
    ),
    needs=("desk", "security"),
)  # fmt: skip
