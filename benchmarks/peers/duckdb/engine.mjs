// DuckDB as an engine of `compare`: engine.mjs DIRECTORY SHAPE THREADS; see Engine.cs for what is asked and answered.
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';

const [directory, shape, threads] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
await connection.run('set preserve_insertion_order = false');

const time = shape === 'iso' ? 'TIMESTAMP' : 'BIGINT';
const hour = shape === 'iso' ? 'epoch_us(time) // 3600000000' : 'time // 3600';
const query = `select ${hour} as hour, action, count(*)::BIGINT as count
  from read_json('${directory}/file-*.json', format = 'newline_delimited', columns = {time: '${time}', action: 'VARCHAR'}) group by all`;

// The sum of FNV-1a over "hour|action|count", 32 bits each.
function hash(rows) {
  let sum = 0;
  for (const [hour, action, count] of rows) {
    let h = 0x811c9dc5;
    for (const byte of Buffer.from(`${hour}|${action}|${count}`)) h = Math.imul(h ^ byte, 0x01000193);
    sum = (sum + (h >>> 0)) >>> 0;
  }
  return sum;
}

for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const result = await connection.run(query);
  const seconds = (performance.now() - start) / 1000;
  const answer = { seconds };
  if (line === 'check') {
    const rows = await result.getRows();
    answer.rows = rows.reduce((sum, row) => sum + Number(row[2]), 0);
    answer.groups = rows.length;
    answer.hash = hash(rows);
  }
  console.log(JSON.stringify(answer));
}
