"""The camera's film: a head that moves before a room, 720p30, the same on every machine. It repeats without a jump."""

from pathlib import Path

from .ffmpeg import ffmpeg

WIDTH, HEIGHT, FRAMES_A_SECOND, SECONDS = 1280, 720, 30, 4
FRAMES = FRAMES_A_SECOND * SECONDS
#: The number of a frame, in binary: white squares at the top left, which stay readable in a small picture.
BITS, SQUARE = 7, 32


def texture(name: str, seed: int, width: int, height: int, coarse: int, colour: str) -> str:
    """A still picture with details of every size, as wallpaper and skin have."""
    layers = [(coarse, 60), (coarse // 4, 36), (2, 8)]
    chains = [
        f"color=gray:s={max(2, width // size)}x{max(2, height // size)}:r={FRAMES_A_SECOND}:d={SECONDS},"
        f"noise=alls={strength}:all_seed={seed + size},scale={width}:{height}:flags=bicubic,format=gbrp[{name}{size}]"
        for size, strength in layers
    ]
    first, second, third = (f"[{name}{size}]" for size, _ in layers)
    return (
        ";".join(chains) + f";{first}{second}blend=all_mode=average[{name}a];[{name}a]{third}blend=all_mode=average,"
        f"eq=contrast=1.8,colorchannelmixer={colour},format=yuva420p[{name}]"
    )


def ellipse(left: str, top: str) -> str:
    """Leaves an ellipse of a picture, with a soft edge."""
    inside = f"hypot((X-W/2)/({left}),(Y-H/2)/({top}))"
    return f"geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*clip((1-{inside})*12,0,1)'"


def graph() -> str:
    """The head sways and nods, the mouth opens twice a second, and the sensor makes noise."""
    turn = f"2*PI*t/{SECONDS}"
    squares = ",".join(
        f"drawbox=x={bit * SQUARE}:y=0:w={SQUARE}:h={SQUARE}:t=fill:color={colour}:enable='{wanted}'"
        for bit in range(BITS)
        for colour, wanted in (("black", "1"), ("white", f"mod(floor(n/{2**bit}),2)"))
    )
    return ";".join(
        [
            texture("room", 1, WIDTH, HEIGHT, 64, ".9:.1:0:0:.1:.8:.1:0:.1:.1:.9"),
            texture("body", 2, 720, 360, 48, ".3:.1:.1:0:.1:.35:.2:0:.2:.2:.6"),
            texture("skin", 3, 300, 400, 40, "1.1:.1:0:0:.1:.75:.1:0:.05:.1:.6"),
            texture("lips", 4, 90, 60, 16, ".5:0:0:0:.1:.2:.1:0:.1:.1:.2"),
            f"[body]trim=end_frame=1,{ellipse('W/2', 'H*.95')},loop=-1:1[shoulders]",
            f"[skin]trim=end_frame=1,{ellipse('W/2', 'H/2')},loop=-1:1[face]",
            f"[lips]trim=end_frame=1,{ellipse('W/2', 'H/2')},loop=-1:1,"
            f"scale=w=90:h='2*trunc(6+12*abs(sin(8*{turn})))':eval=frame[mouth]",
            f"[face]fps={FRAMES_A_SECOND}[still];[still][mouth]overlay=x=105:y='290-h/2':shortest=0,"
            f"rotate=a='0.06*sin(2*{turn})':c=none:ow=360:oh=460[head]",
            f"[room][shoulders]overlay=x='280+10*sin({turn})':y=420:shortest=1[seated]",
            f"[seated][head]overlay=x='460+36*sin({turn})':y='70+10*sin(3*{turn})':shortest=1,"
            f"format=yuv420p,noise=c0s=5:c0f=t:c0_seed=5,{squares}[film]",
        ]
    )


def make_film(path: Path) -> Path:
    """Writes a YUV4MPEG2 file of some 160 MB."""
    ffmpeg("-filter_complex", graph(), "-map", "[film]", "-frames:v", str(FRAMES), "-pix_fmt", "yuv420p", str(path))
    return path
