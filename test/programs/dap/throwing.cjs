// Throws in every way a debugger may be asked to stop at: caught, rejected and handled, and at last uncaught.
class ValidationError extends Error {
  name = 'ValidationError';
}

function attempt(error) {
  try {
    throw error;
  } catch {
    return 'caught';
  }
}

async function rejected() {
  throw new ValidationError('rejected');
}

async function main() {
  attempt(new Error('plain'));
  attempt(new ValidationError('caught'));
  await rejected().catch(() => undefined);
  await Promise.reject(new Error('plain rejection')).catch(() => undefined);
  setTimeout(() => {
    throw new ValidationError('uncaught');
  }, 1);
}

main();
