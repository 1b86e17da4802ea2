"""Asks Spark Structured Streaming about the aggregates of answers.jsonl over the same rows in several micro-batches, as what is kept is merged there.

    (as in record_answers.py) record_batches.py answers.jsonl batches.jsonl

The first line holds the files; every other one an aggregate with its value for each group after each batch, in complete mode.
"""
import json
import os
import shutil
import sys

from pyspark.sql import SparkSession

from record_answers import TIMES, plain

DIRECTORY = "/tmp/record_batches"
CUTS = [0, 9, 10, 24, 36]


def main():
    spark = SparkSession.builder.getOrCreate()
    with open(sys.argv[1], encoding="utf-8") as file:
        head, *lines = [json.loads(line) for line in file]
    known = [line for line in lines if "values" in line and "aggregate" in line]
    shutil.rmtree(DIRECTORY, ignore_errors=True)
    os.makedirs(DIRECTORY + "/in")
    files = ["\n".join(head["rows"][first:last]) + "\n" for first, last in zip(CUTS, CUTS[1:])]
    for i, text in enumerate(files):
        with open(f"{DIRECTORY}/in/{i}.json", "w", encoding="utf-8") as file:
            file.write(text)
        os.utime(f"{DIRECTORY}/in/{i}.json", (1700000000 + i * 10,) * 2)
    rows = spark.readStream.schema(head["schema"]).option("maxFilesPerTrigger", 1).json(DIRECTORY + "/in")
    rows.createOrReplaceTempView("rows")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(json.dumps({"files": files}, ensure_ascii=False) + "\n")
        for first in range(0, len(known), 40):
            part = known[first:first + 40]
            columns = [TIMES.format(f"v{i}") + f" as v{i}" if "timestamp" in line["type"] or "date" in line["type"] else f"v{i}" for i, line in enumerate(part)]
            batches = []

            def keep(batch, _id):
                batches.append(batch.orderBy("g").selectExpr(*columns).collect())

            table = spark.sql("select g, " + ", ".join(f"{line['aggregate']} as v{i}" for i, line in enumerate(part)) + " from rows group by g")
            query = table.writeStream.outputMode("complete").option("checkpointLocation", f"{DIRECTORY}/state{first}").trigger(availableNow=True).foreachBatch(keep).start()
            query.awaitTermination()
            for i, line in enumerate(part):
                values = [[json.loads(row[i]).get(f"v{i}") if columns[i] != f"v{i}" else plain(row[i]) for row in batch] for batch in batches]
                file.write(json.dumps({"aggregate": line["aggregate"], "type": line["type"], "batches": values}, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()


main()
