"""The codecs that are compared."""

#: As RTCRtpSender.getCapabilities names them. H.264: constrained baseline, which every device has.
CODECS = {
    "VP8": {"mimeType": "video/VP8", "fmtp": ""},
    "H264": {"mimeType": "video/H264", "fmtp": "packetization-mode=1;profile-level-id=42e01f"},
    "VP9": {"mimeType": "video/VP9", "fmtp": "profile-id=0"},
    "AV1": {"mimeType": "video/AV1", "fmtp": "profile=0"},
}
