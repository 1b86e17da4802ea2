"""Asks Spark about random expressions and aggregates over random rows, and writes its answers as JSON lines.

    SPARK_HOME=/work/shared/spark /work/shared/spark/bin/spark-submit --master 'local[1]' --conf spark.ui.enabled=false \
      --conf spark.sql.shuffle.partitions=1 --conf spark.sql.session.timeZone=America/Chicago record_answers.py answers.jsonl

The first line holds the schema, the session's zone and the rows, as texts; every other one an expression with its type and its value for each row,
an aggregate with its value for each group, or the error's condition. Doubles are numbers or NaN, Infinity, -Infinity; decimals and times are texts.
To see whether Spark still says the same, run it again into another file, and compare.
"""
import datetime
import decimal
import json
import random
import re
import sys

from pyspark.sql import SparkSession

SCHEMA = "g string, b boolean, y tinyint, h smallint, i int, l bigint, f float, d double, m decimal(10,2), x string, t timestamp, n timestamp_ntz, e date"
SEED = 43
EXPRESSIONS, CHUNK = 400, 8
TIMES = "to_json(struct({0}), map('timestampFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX\", 'timeZone', 'UTC', 'timestampNTZFormat', \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS\"))"

COLUMNS = {
    "bool": ["b"], "int": ["y", "h", "i", "l"], "num": ["y", "h", "i", "l", "f", "d", "m"], "dbl": ["d", "f"], "str": ["x", "x", "g"], "ts": ["t"], "ntz": ["n"], "date": ["e"],
}
LITERALS = {
    "bool": ["true", "false", "null"], "int": ["0", "1", "2Y", "-3S", "7", "100L"], "num": ["1", "2Y", "3S", "1.25", "0.1", "2.5D", "1.5F", "10L", "-0.0D"], "dbl": ["0.5D", "1e3", "2.5F"],
    "str": ["'a'", "'Ab'", "''", "'10'", "'é😀'", "' x '"], "ts": ["timestamp'2024-03-10 08:30:00'", "timestamp'2024-03-10T07:59:59.999999Z'"],
    "ntz": ["timestamp_ntz'2024-03-10 02:30:00'", "timestamp_ntz'1969-12-31 23:59:59.5'"], "date": ["date'2024-02-29'", "date'1970-01-01'"],
}
FORMS = {
    "bool": ["{num} > {num}", "{num} = {num}", "{num} <= {num}", "{str} < {str}", "{str} = {str}", "{ts} >= {ts}", "{ntz} < {ntz}", "{ts} > {ntz}", "{date} <= {ts}", "{ntz} = {date}", "({bool} and {bool})", "({bool} or {bool})",
             "not {bool}", "{num} is null", "{str} is not null", "{num} in ({num}, {num}, null)", "{num} between {num} and {num}", "{str} like '%a%'", "{num} <=> {num}", "isnan({dbl})", "{date} in ({date}, {date})",
             "contains({str}, {str})", "startswith({str}, 'A')", "cast({int} as boolean)"],
    "int": ["{int} + 1", "{int} - {int}", "{int} % 7", "abs({int})", "-{int}", "length({str})", "year({date})", "month({ts})", "hour({ts})", "hour({ntz})", "minute({ntz})", "dayofweek({date})", "datediff({date}, {date})", "instr({str}, 'a')",
            "cast({num} as int)", "cast({num} as bigint)", "cast({num} as smallint)", "cast({num} as tinyint)", "if({bool}, {int}, {int})", "case when {bool} then {int} when {bool} then 1 end", "coalesce({int}, 0)", "greatest({int}, {int})",
            "{int} div 3", "pmod({int}, 5)", "sign({int})", "cast({ts} as bigint)", "unix_seconds({ts})", "ascii({str})", "nullif({int}, 1)", "{int} & 3", "{int} | 4", "{int} ^ 1", "shiftleft({int}, 2)"],
    "num": ["{num} + {num}", "{num} - {num}", "{num} * {num}", "{num} / 4", "{num} / 2.5F", "{num} % 3", "-{num}", "abs({num})", "if({bool}, {num}, {num})", "coalesce({num}, {num})", "greatest({num}, {num})", "least({num}, {num}, {num})", "nullif({num}, 1)",
            "cast({num} as float)", "cast({num} as double)", "cast({num} as decimal(12,3))", "round({num}, 1)", "bround({num}, 1)", "floor({num})", "ceil({num})", "case {int} when 1 then {num} else {num} end", "{int}", "{dbl}"],
    "dbl": ["{dbl} + {dbl}", "{dbl} * {dbl}", "{dbl} / 3", "sqrt(abs({dbl}))", "exp({dbl} / 1000)", "cast({num} as double)", "cast({num} as float)", "{num} / 3", "round({dbl}, 2)", "nanvl({dbl}, 0)", "if({bool}, {dbl}, {dbl})", "coalesce({dbl}, 0D)", "power({dbl}, 2)", "cast('1.1' as float)"],
    "str": ["upper({str})", "lower({str})", "concat({str}, '-', {str})", "{str} || {num}", "cast({num} as string)", "cast({ts} as string)", "cast({ntz} as string)", "cast({date} as string)", "substring({str}, 1, 2)", "trim({str})", "reverse({str})", "lpad({str}, 5, '*')",
            "date_format({ts}, 'yyyy-MM-dd HH:mm:ss.SSS')", "date_format({ntz}, 'EEE d MMM yyyy HH:mm')", "date_format({date}, 'DDD')", "coalesce({str}, 'none')", "if({bool}, {str}, {str})", "replace({str}, 'a', 'bb')", "typeof({num})", "typeof({ntz})", "greatest({str}, {str})",
            "concat_ws('/', {str}, {str}, {str})", "initcap({str})", "repeat({str}, 2)", "translate({str}, 'ab', 'xy')", "split_part({str}, 'a', 1)"],
    "ts": ["date_trunc('hour', {ts})", "date_trunc('day', {ts})", "date_trunc('month', {ts})", "{ts} + interval 90 minutes", "{ts} - interval 1 day", "cast({ntz} as timestamp)", "cast({date} as timestamp)", "coalesce({ts}, {ts})", "if({bool}, {ts}, {ts})", "greatest({ts}, {ts})",
           "to_timestamp('2024-03-10 03:00:00')", "timestamp_seconds({int})", "{ts} + interval 1 month"],
    "ntz": ["cast({ts} as timestamp_ntz)", "cast({date} as timestamp_ntz)", "{ntz} + interval 90 minutes", "{ntz} - interval 1 day", "coalesce({ntz}, {ntz})", "if({bool}, {ntz}, {ntz})", "least({ntz}, {ntz})", "cast('2024-03-10 02:30:00.25' as timestamp_ntz)", "{ntz} + interval 2 months",
            "date_trunc('hour', {ntz})"],
    "date": ["date_add({date}, 1)", "date_sub({date}, {int} % 10)", "to_date({ts})", "cast({ntz} as date)", "last_day({date})", "add_months({date}, 1)", "trunc({date}, 'month')", "coalesce({date}, {date})", "if({bool}, {date}, {date})", "make_date(2024, 2, 29)", "{date} + 3"],
}
AGGREGATES = [
    "count(*)", "count({num})", "count({str})", "sum({int})", "sum({num})", "sum({dbl})", "avg({int})", "avg({dbl})", "min({num})", "max({num})", "min({str})", "max({str})", "min({ts})", "max({ntz})", "min({date})", "max({bool})",
    "first({num})", "last({str})", "first({num}, true)", "last({str}, true)", "first_value({ntz})", "any_value({num})", "count_if({bool})", "bool_and({bool})", "bool_or({bool})", "every({bool})", "some({bool})",
    "stddev({dbl})", "stddev_samp({num})", "stddev_pop({num})", "variance({int})", "var_samp({dbl})", "var_pop({dbl})", "skewness({num})", "kurtosis({num})", "corr({num}, {dbl})", "covar_pop({num}, {num})", "covar_samp({dbl}, {num})",
    "max_by({str}, {num})", "min_by({num}, {ts})", "median({num})", "percentile({num}, 0.3)", "percentile({int}, 0.75)", "approx_percentile({num}, 0.5)", "percentile_approx({int}, 0.9, 100)", "mode({int}, true)", "mode({str}, true)",
    "bit_and({int})", "bit_or({int})", "bit_xor({int})", "collect_list({num})", "collect_list({str})", "collect_set({int})", "collect_set({str})", "collect_list({ntz})", "array_agg({date})", "try_sum({int})", "try_avg({num})", "mean({num})", "std({dbl})",
    "sum({num}) filter (where {bool})", "count(*) filter (where {bool})", "max({num}) filter (where {bool})", "avg({dbl}) filter (where {bool})", "stddev({num}) filter (where {bool})", "collect_list({str}) filter (where {bool})",
    "listagg({str}, ',')", "string_agg({str}, '+')", "size(collect_list({str}))", "array_join(collect_list({num}), '/')", "sort_array(collect_set({int}))", "array_contains(collect_list({int}), 1)",
]


def generate(rng, kind, depth):
    if depth == 0 or rng.random() < 0.25:
        return rng.choice(COLUMNS[kind] if rng.random() < 0.75 else LITERALS[kind])
    form = rng.choice(FORMS[kind])
    return "(" + filled(rng, form, depth - 1) + ")"


def filled(rng, form, depth):
    return re.sub(r"\{(\w+)\}", lambda hole: generate(rng, hole.group(1), depth), form)


def random_rows(rng):
    def maybe(value):
        return None if rng.random() < 0.12 else value

    rows = []
    for _ in range(36):
        moment = datetime.datetime(2024, 3, rng.randint(8, 12), rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59), rng.choice([0, 0, 500000, 123456]))
        local = moment + datetime.timedelta(minutes=rng.randint(-4000, 4000))
        row = {
            "g": maybe(rng.choice("aab")), "b": maybe(rng.random() < 0.5), "y": maybe(rng.randint(-20, 20)), "h": maybe(rng.randint(-300, 300)), "i": maybe(rng.choice([0, 1, 2, -7, 12345, 99999])),
            "l": maybe(rng.choice([0, 1, 3, -5, 4294967296, 123456789012])), "f": maybe(rng.choice([0.1, -2.5, 3.25, 16777216.0, 0.0, -0.0, 1e-3, "NaN", "Infinity"])),
            "d": maybe(rng.choice([0.1, 0.2, -1.5, 1e10, 3.3333333333333335, 0.0, -0.0, 100.0, "NaN" if rng.random() < 0.2 else 7.25])), "m": maybe(rng.choice([0.01, 1.10, -2.50, 12345.67, 0, 99.99])),
            "x": maybe(rng.choice(["a", "Ab", "", "bab", "é", "😀a", " 12 ", "zz"])), "t": maybe(moment.isoformat() + "Z"), "n": maybe(local.isoformat()),
            "e": maybe((datetime.date(2024, 3, 1) + datetime.timedelta(days=rng.randint(-60, 60))).isoformat()),
        }
        rows.append(json.dumps({key: value for key, value in row.items() if value is not None or rng.random() < 0.5}))
    return rows


def plain(value):
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    return value


def answers(spark, key, texts, query):
    """The answers to expressions: all in one query, or where that fails by halves. Times come as JSON in UTC, since Python's own lose the zone."""
    try:
        typed = spark.sql(query.format(", ".join(f"{text} as v{i}" for i, text in enumerate(texts))))
        fields = [typed.schema[f"v{i}"].dataType.simpleString() for i in range(len(texts))]
        columns = [TIMES.format(f"v{i}") if "timestamp" in kind or "date" in kind else f"v{i}" for i, kind in enumerate(fields)]
        rows = typed.selectExpr(*columns).collect()
        return [{key: text, "type": fields[i], "values": [json.loads(row[i]).get(f"v{i}") if columns[i] != f"v{i}" else plain(row[i]) for row in rows]} for i, text in enumerate(texts)]
    except Exception as error:  # noqa: BLE001 - any error of Spark's is an answer
        if len(texts) > 1:
            half = len(texts) // 2
            return answers(spark, key, texts[:half], query) + answers(spark, key, texts[half:], query)
        condition = re.search(r"\[([A-Z_0-9.]+)\]", str(error))
        # Without a condition it is no answer: a part that this Spark was delivered without.
        return [{key: texts[0], "error": condition.group(1)}] if condition else []


def main():
    spark = SparkSession.builder.getOrCreate()
    zone = spark.conf.get("spark.sql.session.timeZone")
    rng = random.Random(SEED)
    rows = random_rows(rng)
    with open("/tmp/record_answers_rows.json", "w", encoding="utf-8") as file:
        file.write("\n".join(rows))
    spark.read.schema(SCHEMA).json("/tmp/record_answers_rows.json").coalesce(1).createOrReplaceTempView("rows")
    expressions, kinds = [], list(FORMS)
    while len(expressions) < EXPRESSIONS:
        text = generate(rng, rng.choice(kinds), rng.randint(1, 3))
        if text.startswith("(") and text[1:-1] not in expressions:
            expressions.append(text[1:-1])
    aggregates = list(dict.fromkeys(filled(rng, form, depth) for form in AGGREGATES for depth in (0, 0, 1)))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        def write(line):
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()

        write({"schema": SCHEMA, "zone": zone, "rows": rows})
        for key, texts, query in (("aggregate", aggregates, "select g, {} from rows group by g order by g"), ("expression", expressions, "select {} from rows")):
            for first in range(0, len(texts), CHUNK):
                for line in answers(spark, key, texts[first:first + CHUNK], query):
                    write(line)


if __name__ == "__main__":
    main()
