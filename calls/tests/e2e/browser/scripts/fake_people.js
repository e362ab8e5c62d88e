// A fake camera and microphone for screenshots: a moving person drawn on a canvas, and a tone.
(look) => {
  if (!navigator.mediaDevices) return; // a blank page
  const canvas = document.createElement("canvas");
  // All is drawn as if it were large.
  const [scale, rate] = look.fine ? [1, 30] : [0.25, 10];
  [canvas.width, canvas.height] = [1280 * scale, 720 * scale];
  const paint = canvas.getContext("2d");
  paint.scale(scale, scale);
  const oval = (color, x, y, width, height, from = 0, to = 7) => {
    paint.fillStyle = color;
    paint.beginPath();
    paint.ellipse(x, y, width, height, 0, from, to);
    paint.fill();
  };
  const box = (color, ...place) => {
    paint.fillStyle = color;
    paint.beginPath();
    paint.roundRect(...place);
    paint.fill();
  };
  const room = () => {
    const wall = paint.createLinearGradient(0, 0, 0, 720);
    wall.addColorStop(0, look.wall);
    wall.addColorStop(1, look.floor);
    paint.fillStyle = wall;
    paint.fillRect(0, 0, 1280, 720);
    box("#f7fbff", 80, 70, 250, 330, 14);
    for (const [x, y] of [[96, 86], [211, 86], [96, 241], [211, 241]]) box("#cfe6fb", x, y, 103, 143, 6);
    box("#7a5a45", 930, 300, 280, 14, 7);
    for (const [index, color] of ["#b4534b", "#4a66b0", "#dda44f", "#5f9277", "#6b7894"].entries()) {
      box(color, 950 + index * 42, 190 + (index % 3) * 18, 30, 110 - (index % 3) * 18, 6);
    }
    oval("#5f9277", 1170, 250, 34, 46);
  };
  const person = (sway, open) => {
    const x = 640 + sway;
    if (look.longHair) box(look.hair, x - 170, 190, 340, 430, 120);
    box(look.shirt, x - 300, 590, 600, 300, 140);
    box(look.shade, x - 62, 480, 124, 150, 60);
    oval(look.skin, x, 360, 150, 190);
    oval(look.hair, x, 250, 162, 130, Math.PI, 2 * Math.PI);
    box(look.hair, x - 160, 238, 320, 34, 16);
    for (const side of [-1, 1]) {
      oval("#fff", x + side * 58, 345, 22, 18);
      oval("#2b1d16", x + side * 58 + sway / 8, 346, 10, 12);
      box(look.hair, x + side * 58 - 30, 304, 60, 9, 4);
    }
    oval(look.shade, x, 400, 14, 9);
    oval("#8f2f37", x, 436, 54, 16 + open, 0, Math.PI);
  };
  const draw = () => {
    const now = performance.now() / 1000;
    room();
    person(14 * Math.sin(now), 7 * Math.abs(Math.sin(3 * now)));
    setTimeout(draw, 1000 / rate);
  };
  draw();
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [1280 * scale, 800 * scale];
  const page = sheet.getContext("2d");
  page.scale(scale, scale);
  const slide = () => {
    page.fillStyle = "#fbfbfe";
    page.fillRect(0, 0, 1280, 800);
    page.fillStyle = "#20264a";
    page.font = "600 46px sans-serif";
    page.fillText("Garden plan, spring", 90, 120);
    for (const [index, height] of [180, 260, 340, 300, 420].entries()) {
      page.fillStyle = ["#818cf8", "#5f9277", "#dda44f", "#b4534b", "#4a66b0"][index];
      page.fillRect(110 + index * 220, 690 - height, 150, height);
    }
    page.fillStyle = "#5a6274";
    page.fillRect(90, 690, 1100, 3);
    setTimeout(slide, 200);
  };
  slide();
  const sound = new AudioContext();
  const voice = () => {
    const out = new MediaStreamAudioDestinationNode(sound);
    const tone = new OscillatorNode(sound, { frequency: 180 });
    tone.connect(new GainNode(sound, { gain: 0.1 })).connect(out);
    tone.start();
    return out.stream.getAudioTracks();
  };
  navigator.mediaDevices.getUserMedia = async ({ audio, video }) =>
    new MediaStream([...(audio ? voice() : []), ...(video ? canvas.captureStream(rate).getVideoTracks() : [])]);
  navigator.mediaDevices.getDisplayMedia = async () => sheet.captureStream(look.fine ? 10 : 5);
}
