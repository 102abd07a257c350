import { testRule } from './check.ts';

testRule('cancellation-swallowed', {
  valid: [
    `async function f(controller) { try { await once(x, { signal: controller.signal }); } catch {} }`,
    `async function f(signal) { try { await load({ signal }); } catch (error) { if (error.name === 'AbortError') throw error; return 1; } }`,
    `async function f(signal) { try { await load({ signal }); } catch (error) { throw new Error('no', { cause: error }); } }`,
    `async function f(signal) { try { await load({ signal }); } catch { signal.throwIfAborted(); } }`,
    `async function f(signal) { try { await load(); } catch { return undefined; } }`,
    `async function f(signal) { try { await load({ signal }); } catch (error) { return { error }; } }`,
    `async function f(signal) { while (!signal.aborted) { try { await load({ signal }); } catch (error) { log(error); } } }`,
  ],
  invalid: [
    [`async function f(signal) { try { return await load({ signal }); } catch { return undefined; } }`, 'catch'],
    [`async function f({ signal }) { try { await load(signal); } catch (error) { console.error(error); } }`, 'catch'],
  ],
  fixes: [
    [
      `async function f(signal) { try { return await load({ signal }); } catch { return undefined; } }`,
      `async function f(signal) { try { return await load({ signal }); } catch { signal.throwIfAborted(); return undefined; } }`,
    ],
  ],
});
