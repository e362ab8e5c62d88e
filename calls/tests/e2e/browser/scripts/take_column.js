// One column of PICTURE (a video, or a VideoFrame), enlarged, as PNG in base64.
({ left, width, height, whole, enlarged }) => {
  const picture = PICTURE;
  const scale = (picture.videoWidth ?? picture.displayWidth) / whole;
  const canvas = Object.assign(document.createElement("canvas"), { width: width * enlarged, height: height * enlarged });
  const paint = canvas.getContext("2d");
  paint.imageSmoothingQuality = "high";
  paint.drawImage(picture, left * scale, 0, width * scale, height * scale, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").split(",")[1];
}
