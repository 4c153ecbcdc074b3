#!/usr/bin/python3
"""Makes a larger data set out of a smaller one: more people, more pictures, real texture.

    blend_people.py DATA OUT [--people 62] [--pictures 3023]

DATA is a folder of person folders with 250 x 250 JPEG files. OUT gets its people as they are, and new ones beside
them: each is a fixed mixture of two of the people of DATA, its pictures mix one picture of each. The sizes of the
new people fall from the largest to the smallest as those of Labeled Faces in the Wild do, and never below 20. The
same arguments make the same files. Needs python3-pil.
"""
import argparse
import itertools
import pathlib
import random
import shutil

from PIL import Image


def sizes(people, pictures):
    """Falling numbers of pictures, at least 20 each, that add up to `pictures`."""
    if pictures < 20 * people:
        raise SystemExit(f"{pictures} pictures are fewer than 20 for each of {people} people")
    shares = [0.94 ** i for i in range(people)]
    spare = pictures - 20 * people
    counts = [20 + int(spare * share / sum(shares)) for share in shares]
    counts[0] += pictures - sum(counts)
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--people", type=int, default=62)
    parser.add_argument("--pictures", type=int, default=3023)
    arguments = parser.parse_args()

    originals = {folder.name: sorted(folder.iterdir()) for folder in sorted(arguments.data.iterdir()) if folder.is_dir()}
    new_people = arguments.people - len(originals)
    new_pictures = arguments.pictures - sum(map(len, originals.values()))
    mixtures = [(a, b, weight) for weight in (0.5, 0.35, 0.65) for a, b in itertools.combinations(originals, 2)]
    if not 0 < new_people <= len(mixtures):
        raise SystemExit(f"--people must be {len(originals) + 1} to {len(originals) + len(mixtures)}")

    arguments.out.mkdir(parents=True)
    for name in originals:
        shutil.copytree(arguments.data / name, arguments.out / name)
    chance = random.Random(42)
    for number, (count, (a, b, weight)) in enumerate(zip(sizes(new_people, new_pictures), mixtures)):
        name = f"Mixture_{number:02}"
        folder = arguments.out / name
        folder.mkdir()
        for picture in range(count):
            first = Image.open(chance.choice(originals[a])).convert("RGB")
            second = Image.open(chance.choice(originals[b])).convert("RGB")
            Image.blend(first, second, weight).save(folder / f"{name}_{picture + 1:04}.jpg", quality=92)


if __name__ == "__main__":
    main()
