// The pad for a hand-written signature: strokes as whole numbers on a pad of 600 by 200.
const box = document.querySelector("[data-sign]");
if (box) {
  const pad = box.querySelector("canvas");
  const field = box.querySelector("input[name=signature]");
  const pen = pad.getContext("2d");
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#15262d";
  let strokes = [];
  let now = null;

  const at = (event) => {
    const frame = pad.getBoundingClientRect();
    const x = Math.round(((event.clientX - frame.left) / frame.width) * 600);
    const y = Math.round(((event.clientY - frame.top) / frame.height) * 200);
    return [Math.min(600, Math.max(0, x)), Math.min(200, Math.max(0, y))];
  };
  const keep = () => {
    field.value = strokes.map((stroke) => stroke.map((p) => p.join(",")).join(" ")).join(";");
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    now = [at(event)];
    strokes.push(now);
    pen.beginPath();
    pen.moveTo(...now[0]);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!now) return;
    now.push(at(event));
    pen.lineTo(...now[now.length - 1]);
    pen.stroke();
  });
  const end = () => { now = null; keep(); };
  pad.addEventListener("pointerup", end);
  pad.addEventListener("pointercancel", end);
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    strokes = [];
    pen.clearRect(0, 0, 600, 200);
    keep();
  });
}
