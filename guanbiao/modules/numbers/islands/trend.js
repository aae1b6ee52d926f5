// The trend of a measure, drawn by ECharts; without script the table beside it says the same.
import { init, use } from "echarts/core";
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent, AriaComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

const place = document.querySelector("[data-trend]");
if (place) {
  const data = JSON.parse(place.dataset.trend);
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--brand").trim();
  const chart = init(place);
  chart.setOption({
    aria: { enabled: true },
    animation: false,
    grid: { left: 56, right: 40, top: 40, bottom: 32 },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (v) => (v === null || v === undefined ? "没有数据" : `${v} ${data.unit}`) },
    xAxis: { type: "category", data: data.months, boundaryGap: false },
    yAxis: { type: "value", scale: true, name: data.unit, max: ({ max }) => (data.unit === "%" && max <= 100 ? 100 : null) },
    series: [{ type: "line", name: data.label, data: data.values, symbolSize: 8, lineStyle: { color: colour }, itemStyle: { color: colour } }],
  });
  chart.on("click", (point) => { location.search = `?month=${data.months[point.dataIndex]}`; });
  new ResizeObserver(() => chart.resize()).observe(place);
  // A sheet is narrower than the screen, and is laid out before any observer hears of it.
  window.addEventListener("beforeprint", () => {
    chart.resize({ width: 640 });
    chart.getZr().refreshImmediately();
  });
  window.addEventListener("afterprint", () => chart.resize({ width: "auto" }));
}
