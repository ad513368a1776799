// Browsers keep whole pages in memory for "back", no-store or not, and drop them when the cookie
// changes: after a sign-out here, that is. A session may also have ended elsewhere, so that a page
// which comes out of that memory is asked for again.

addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
