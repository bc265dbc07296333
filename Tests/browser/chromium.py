"""A headless Chromium, spoken to over a pair of pipes: JSON messages that end in a zero byte."""

import base64
import json
import os
import select
import subprocess
import time


class Problem(Exception):
    pass


class Chromium:
    def __init__(self, folder):
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def at_3_and_4():
            # Moved out of the way first: either may be 3 or 4 already.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-dev-shm-usage", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-pipe", "--disable-background-networking", "--disable-component-update",
                f"--user-data-dir={folder}/profile", "about:blank",
            ],
            close_fds=False, preexec_fn=at_3_and_4, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.rest = b""
        self.number = 0
        self.answers = {}
        self.requests = []
        self.complaints = []
        target = self.ask("Target.createTarget", {"url": "about:blank"}, session=None)["targetId"]
        self.session = self.ask(
            "Target.attachToTarget", {"targetId": target, "flatten": True}, session=None)["sessionId"]
        for domain in ["Page", "Runtime", "Log"]:
            self.ask(domain + ".enable")
        # Not with what is sent: megabytes of it would hold up everything else.
        self.ask("Network.enable", {"maxPostDataSize": 1})

    def close(self):
        self.process.kill()
        self.process.wait()

    def ask(self, method, parameters=None, session=""):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if session is not None:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        number, deadline = self.number, time.monotonic() + 60
        while number not in self.answers:
            self.listen(deadline)
        answer = self.answers.pop(number)
        if "error" in answer:
            raise Problem(f"{method}: {answer['error']}")
        return answer["result"]

    def listen(self, deadline):
        if not select.select([self.read_end], [], [], max(0, deadline - time.monotonic()))[0]:
            raise Problem("the browser does not answer")
        data = os.read(self.read_end, 1 << 20)
        if not data:
            raise Problem("the browser has ended")
        *messages, self.rest = (self.rest + data).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self.note(message["method"], message["params"])

    def note(self, method, event):
        if method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and event["type"] in ["error", "assert"]:
            self.complaints.append(" ".join(str(a.get("value", a.get("description"))) for a in event["args"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] == "error":
            self.complaints.append(event["entry"]["text"] + " " + event["entry"].get("url", ""))

    def run(self, expression):
        answer = self.ask(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise Problem(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, expression, seconds=40):
        deadline = time.monotonic() + seconds
        while True:
            try:
                value = self.run(f"Boolean({expression})")
            except Problem:
                # The page is still being loaded: what is looked for is not there yet.
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                raise Problem(f"never true: {expression}\nthe page says: {self.text()}")
            time.sleep(0.1)

    def text(self):
        return self.run("document.body.innerText")

    def sees(self, words, seconds=40):
        self.wait(f"document.body.innerText.includes({json.dumps(words)})", seconds)

    def go(self, url):
        self.ask("Page.navigate", {"url": url})

    def key(self, key, code=None, text=None):
        for kind in ["keyDown", "keyUp"]:
            event = {"type": kind, "key": key, "code": code or key}
            number = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39}.get(key)
            if number:
                event["windowsVirtualKeyCode"] = number
            if text and kind == "keyDown":
                event["text"] = text
            self.ask("Input.dispatchKeyEvent", event)

    def enter(self):
        self.key("Enter", text="\r")

    def type(self, text):
        self.ask("Input.insertText", {"text": text})

    def tab_to(self, expression, most=60):
        """Presses the tabulator until what has the focus fits; `it` is that element."""
        for _ in range(most):
            if self.run(f"(it => Boolean(it && ({expression})))(document.activeElement)"):
                return
            self.key("Tab")
        raise Problem(f"the tabulator never comes to: {expression}")

    def choose_file(self, selector, path):
        """As if a person had chosen the file in the browser's own dialogue."""
        document = self.ask("DOM.getDocument")["root"]["nodeId"]
        node = self.ask("DOM.querySelector", {"nodeId": document, "selector": selector})["nodeId"]
        self.ask("DOM.setFileInputFiles", {"nodeId": node, "files": [path]})

    def delay_requests(self, milliseconds):
        self.ask(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1})

    def picture(self, path):
        shot = self.ask("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": False})
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def window(self, width, height, dark=False):
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.ask(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
