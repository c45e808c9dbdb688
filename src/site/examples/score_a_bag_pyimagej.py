"""AttriMIL from Python by PyImageJ, in a Fiji with AttriMIL: predicts slides and reads the table.

    pip install pyimagej pandas
    python score_a_bag_pyimagej.py /path/to/Fiji.app PROJECT
"""

import sys

import imagej
import scyjava

fiji, folder = sys.argv[1], sys.argv[2]
ij = imagej.init(fiji, mode="headless")
MilProject = scyjava.jimport("io.github.attrimil.script.MilProject")

project = MilProject.open(folder)
project.run("predict", {"device": "cpu"})
for row in project.predictions("attrimil"):
    print(row["slide_id"], row["class"], row["p_1"])
ij.dispose()
