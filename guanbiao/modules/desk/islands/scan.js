// Scanning a code: by the camera, or from a photo where there is none or the browser refuses it
// (it does on a page without HTTPS). An address of this platform is opened, a bare number is searched.
import decode from "qr/decode.js";

const box = document.querySelector("[data-scan]");
const view = box.querySelector("video");
const said = box.querySelector("[data-scan-said]");
const start = box.querySelector("[data-scan-start]");
const other = box.querySelector("[data-scan-other]");
const pad = document.createElement("canvas");
const pen = pad.getContext("2d", { willReadFrequently: true });
const SIDE = 960, EVERY = 150, LONGEST = 50;
let stream = null;

const say = (words) => { said.textContent = words; };

function read(source, width, height) {
  const shrink = Math.min(1, SIDE / Math.max(width, height));
  pad.width = Math.round(width * shrink);
  pad.height = Math.round(height * shrink);
  pen.drawImage(source, 0, 0, pad.width, pad.height);
  try {
    return decode(pen.getImageData(0, 0, pad.width, pad.height));
  } catch {
    return ""; // no code in this picture
  }
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = view.srcObject = null;
  view.hidden = true;
  start.hidden = false;
}

function address(text) {
  try {
    const found = new URL(text);
    return ["http:", "https:"].includes(found.protocol) ? found : null;
  } catch {
    return null;
  }
}

function follow(text) {
  stop();
  navigator.vibrate?.(60);
  const found = address(text), words = text.trim();
  other.hidden = true;
  if (found?.origin === location.origin) {
    say("已识别，正在打开。");
    location.assign(found);
  } else if (found) {
    const here = found.pathname + found.search;
    say(`这个码指向 ${found.host}，不是现在打开的网址 ${location.host}，没有前往。`);
    other.href = here;
    other.textContent = `若是同一平台换了网址，在这里打开 ${here}`;
    other.hidden = false;
  } else if (words && words.length <= LONGEST) {
    say("已识别，正在查找。");
    location.assign(`${box.dataset.search}?${new URLSearchParams({ q: words })}`);
  } else {
    say(words ? "这个码不是本平台的：内容过长，不是网址也不是编号。" : "这个码是空的。");
  }
}

function look() {
  if (!stream) return;
  const text = view.videoWidth && read(view, view.videoWidth, view.videoHeight);
  if (text) follow(text);
  else setTimeout(look, EVERY);
}

const REFUSED = {
  NotAllowedError: "没有使用摄像头的权限：请在浏览器设置里允许，或从照片识别。",
  NotFoundError: "没有找到摄像头：请从照片识别，或手工输入编号。",
  NotReadableError: "摄像头正被别的程序使用：请关掉它再试，或从照片识别。",
};

start.addEventListener("click", async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    view.srcObject = stream;
    view.hidden = false;
    start.hidden = true;
    await view.play();
    say("请把码放进画面里。");
    look();
  } catch (failure) {
    stop();
    say(REFUSED[failure.name] || "摄像头打不开：请从照片识别，或手工输入编号。");
  }
});

box.querySelector("[data-scan-photo]").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    say("这个文件不是能打开的照片。");
    return;
  }
  const text = read(picture, picture.width, picture.height);
  if (text) follow(text);
  else say("照片里没有认出码：请靠近一些、拍正、避免反光，再试一张。");
});

document.addEventListener("visibilitychange", () => document.hidden && stop());
if (navigator.mediaDevices?.getUserMedia) start.hidden = false;
else say("这个浏览器在此网址不让网页用摄像头（需要 HTTPS）：请拍照后从照片识别。");
