// Reads a JSON array of [query, context] from standard input; writes the rows of each as JSON.
// Comunica is found through NODE_PATH.
const { QueryEngine } = require('@comunica/query-sparql');

async function rowsOf(engine, query, context) {
  const rows = [];
  for await (const row of await engine.queryBindings(query, context)) {
    rows.push(Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));
  }
  return rows;
}

async function main() {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  const engine = new QueryEngine();
  const answers = [];
  for (const [query, context] of JSON.parse(input)) answers.push(await rowsOf(engine, query, context));
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
