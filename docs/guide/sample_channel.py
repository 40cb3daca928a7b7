"""A channel of one's own: lines typed here are a buyer's; what the shop answers is printed.

MIAOHUI=http://127.0.0.1:7300 KEY=mhk_… INBOX=my-inbox SECRET=whsec_… python3 sample_channel.py 8099
The shop's webhook for `message.sent` points at http://this-machine:8099/ and gave the SECRET.
"""
import base64, hashlib, hmac, http.server, json, os, sys, threading, time, urllib.request, uuid

SERVER, KEY, INBOX = os.environ["MIAOHUI"], os.environ["KEY"], os.environ["INBOX"]
SECRET = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))
HANDLE = os.environ.get("HANDLE", "terminal-1")  # who the buyer is in this channel
seen = set()  # a real channel keeps these on disk: a webhook may come twice


class Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        mac = hmac.new(SECRET, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()
        good = "v1," + base64.b64encode(mac).decode()
        known = self.headers["webhook-signature"].split(" ")
        if not any(hmac.compare_digest(good, s) for s in known) or abs(time.time() - int(at)) > 300:
            return self.send_error(401)
        data = json.loads(body)["data"]
        if id not in seen and data.get("handle") == HANDLE:
            seen.add(id)
            said = data["message"]
            who = "bot" if said["automatic"] else said["author_name"] or "shop"
            print(f"{who}: {said['text']}", flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_): ...


def say(text):
    message = {"external_id": str(uuid.uuid4()), "handle": HANDLE, "text": text}
    request = urllib.request.Request(f"{SERVER}/api/v1/inboxes/{INBOX}/messages", json.dumps(message).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {KEY}"})
    urllib.request.urlopen(request).close()  # stored once this returns; the same external_id again changes nothing


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
for line in sys.stdin:
    say(line.strip())
