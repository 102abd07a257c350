// Says which options of the user arrived, and ends.
console.log(JSON.stringify({ title: process.title, fromFile: process.env.FROM_FILE ?? null }));
