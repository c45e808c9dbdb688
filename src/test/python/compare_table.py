"""Prints results/NAME/compare.csv as a Markdown table for src/site/markdown/compare.md.

Usage: python compare_table.py results/compare/compare.csv
"""

import csv
import sys


def interval(row, name):
    if not row[name]:
        return ""
    return "%.3f (%.3f–%.3f)" % tuple(float(row[name + end]) for end in ("", "_low", "_high"))


def number(text, form):
    return form % float(text) if text else ""


def main():
    with open(sys.argv[1], newline="") as file:
        rows = list(csv.DictReader(file))
    head = ["kind", "AUC", "p", "accuracy", "patch AUC", "s / epoch", "parameters", "memory (MB)"]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        p = number(row["delong_p"], "%.3f")
        cells = [
            "`%s`" % row["kind"],
            interval(row, "auc") or "failed: " + row["remark"],
            "< 0.001" if p == "0.000" else p,
            interval(row, "accuracy"),
            interval(row, "patch_auc"),
            number(row["seconds_per_epoch"], "%.2f"),
            number(row["parameters"], "%.0f"),
            number(row["peak_memory_mb"], "%.0f"),
        ]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
