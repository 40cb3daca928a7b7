"""A whole shop system in one file: orders in memory, told and asked over the contract of shop-system.md.

MIAOHUI=http://127.0.0.1:7300 SHOP=<the shop's id> SECRET=whsec_… python3 sample_shop.py 8098
The shop's connection (kind `generic`) points at http://this-machine:8098 and has the same SECRET.
"""
import base64, datetime, hashlib, hmac, http.server, json, os, sys, threading, time, urllib.request, uuid
from urllib.parse import parse_qsl, urlsplit

HOOK = f"{os.environ['MIAOHUI']}/hooks/shops/{os.environ['SHOP']}"
SECRET = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))
SHIRT = {"product_id": "P1", "title": "Linen shirt", "skus": [{"sku_id": "P1-M", "price": 4900, "stock": 3}]}
ORDERS, RECEIPTS, LOCK = {}, {}, threading.Lock()  # a real shop keeps these on disk: RECEIPTS above all


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def sign(id, at, content):
    mac = hmac.new(SECRET, f"{id}.{at}.{content}".encode(), hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def place(number, buyer):
    line = {"sku_id": "P1-M", "product_title": "Linen shirt", "quantity": 1, "unit_price": 4900}
    ORDERS[number] = {"order_id": number, "buyer_id": buyer, "status": "paid", "placed_at": now(), "paid_at": now(),
        "changed_at": now(), "lines": [line]}
    return {"type": "order", "data": ORDERS[number]}


def tell(news):
    """Tells what is new until it is taken; the same webhook-id again changes nothing."""
    id, body = str(uuid.uuid4()), json.dumps({"news": news})
    for wait in (0, 1, 5, 30):
        time.sleep(wait)
        at = str(int(time.time()))
        headers = {"content-type": "application/json", "webhook-id": id, "webhook-timestamp": at,
            "webhook-signature": sign(id, at, body)}
        try:
            return urllib.request.urlopen(urllib.request.Request(HOOK, body.encode(), headers)).close()
        except OSError:
            continue


def act(action):
    """Does one action: the status, and the receipt or the reason."""
    order = ORDERS.get(action.get("order"))
    if action["action"] not in ("cancel", "change_address"):
        return 422, {"code": "not_offered", "message": "do it by hand"}
    if not order or order["status"] != "paid":
        return 422, {"code": "order_has_left" if order else "no_such_order", "message": ""}
    amount = None
    if action["action"] == "cancel":
        order["status"], order["cancel_reason"], amount = "cancelled", action["reason"], 4900
    else:
        order["address"] = action["address"]
    order["changed_at"] = now()
    return 200, {"number": order["order_id"], "amount": amount, "at": now()}


class Shop(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def is_signed(self, content):
        id, at = self.headers.get("webhook-id", ""), self.headers.get("webhook-timestamp", "0")
        good = hmac.compare_digest(sign(id, at, content), self.headers.get("webhook-signature", ""))
        return good and abs(time.time() - int(at)) < 300

    def do_GET(self):
        if not self.is_signed(self.path):
            return self.answer(401, {"code": "not_signed"})
        parts, query = urlsplit(self.path).path.strip("/").split("/"), dict(parse_qsl(urlsplit(self.path).query))
        if parts[0] == "products":
            return self.answer(200, {"news": [{"type": "product", "data": SHIRT}]})
        if len(parts) == 2 and parts[1] not in ORDERS:
            return self.answer(404, {"code": "no_such_order"})
        since, at = query.get("changed_since", "").replace("Z", "+00:00"), int(query.get("cursor", 0))
        found = [ORDERS[parts[1]]] if len(parts) == 2 else [o for o in ORDERS.values() if o["changed_at"] >= since]
        news = [{"type": "order", "data": order} for order in found[at:at + 1]]  # one a page, to show that pages work
        self.answer(200, {"news": news, "next": str(at + 1) if at + 1 < len(found) else None})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if not self.is_signed(body):
            return self.answer(401, {"code": "not_signed"})
        told = json.loads(body)
        with LOCK:  # the same key again is answered the same, and done once
            status, said = (200, RECEIPTS[told["key"]]) if told["key"] in RECEIPTS else act(told["action"])
            if status == 200:
                RECEIPTS[told["key"]] = said
        self.answer(status, said)

    def log_message(self, *_): ...


if __name__ == "__main__":
    place("S-1", "kim"), place("S-2", "sam")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for line in sys.stdin:  # `S-3 kim` places an order and tells of it
        tell([place(*line.split())])
