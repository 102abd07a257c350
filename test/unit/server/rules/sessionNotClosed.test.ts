import { testRule } from './check.ts';

testRule('session-not-closed-on-error', {
  valid: [
    `async function f() { const server = await startServer(); await stopped; await server.close(); }`,
    `async function f() { const client = await pool.connect(); try { return await client.query('x'); } finally { client.release(); } }`,
    `async function f() { await using file = await open('x'); await file.read(); }`,
    `async function f() { const client = new Client(); await client.query('x').catch(() => undefined); await client.end(); }`,
    `async function f() { const client = await connect(); await work(client); return client; }`,
    `async function f() { const client = await connect(); client.on('end', () => client.close()); await work(); }`,
    `async function f() { const client = await connect(); this.client = client; await work(); client.close(); }`,
    `async function f() { const writer = new ZipWriter(); await writer.add('x'); return await writer.close(); }`,
    `const client = await connect(); await work(client); await client.close();`,
    {
      'test/a.test.ts': `async function f() { const client = await connect(); await work(client); await client.close(); }`,
    },
    `async function f() { const client = await connect(); try { await work(client); } catch (e) { client.destroy(); throw e; } client.close(); }`,
  ],
  invalid: [
    [
      `async function f() { const client = await pool.connect(); const rows = await client.query('x'); client.release(); return rows; }`,
      'client',
    ],
    [
      `async function f() { const browser = await chromium.launch(); await browser.newPage(); await browser.close(); }`,
      'browser',
    ],
    [`async function f() { const client = new Client(); await client.connect(); await client.end(); }`, 'client'],
  ],
  fixes: [
    [
      `async function f() {\n  const client = await connect();\n  await work(client);\n  await client.close();\n}\n`,
      `async function f() {\n  const client = await connect();\n  try {\n    await work(client);\n  } finally {\n    await client.close();\n  }\n}\n`,
    ],
  ],
});
