// SPDX-License-Identifier: Apache-2.0
// Small conveniences; every page works without them but the camera and passkeys.
"use strict";
(function () {
  const refusal = document.getElementById("refusal");
  if (refusal) refusal.focus();

  const sent = document.querySelector("form[data-send]");
  if (sent) sent.submit();

  document.querySelectorAll("[data-drop]").forEach(function (drop) {
    const input = drop.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach(function (name) {
      drop.addEventListener(name, function (e) { e.preventDefault(); drop.classList.add("hf-over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      drop.addEventListener(name, function (e) { e.preventDefault(); drop.classList.remove("hf-over"); });
    });
    drop.addEventListener("drop", function (e) {
      if (e.dataTransfer && e.dataTransfer.files.length) input.files = e.dataTransfer.files;
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (link) {
    link.addEventListener("click", function (e) {
      e.preventDefault();
      const frame = document.createElement("iframe");
      frame.className = "hf-print";
      frame.title = link.textContent;
      frame.addEventListener("load", function () {
        try { frame.contentWindow.focus(); frame.contentWindow.print(); }
        catch (shut) { window.open(link.href, "_blank", "noopener"); }
      });
      frame.src = link.href;
      document.body.appendChild(frame);
    });
  });

  function bytes(text) {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); });
  }
  function letters(buffer) {
    let raw = "";
    new Uint8Array(buffer).forEach(function (one) { raw += String.fromCharCode(one); });
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  // What a device gives, as Web Authentication Level 3 writes it (5.1.8).
  function written(key) {
    const given = { clientDataJSON: letters(key.response.clientDataJSON) };
    if (key.response.attestationObject) {
      given.attestationObject = letters(key.response.attestationObject);
      given.transports = key.response.getTransports ? key.response.getTransports() : [];
    } else {
      given.authenticatorData = letters(key.response.authenticatorData);
      given.signature = letters(key.response.signature);
      if (key.response.userHandle) given.userHandle = letters(key.response.userHandle);
    }
    return JSON.stringify({
      id: key.id, rawId: letters(key.rawId), type: key.type, response: given,
      clientExtensionResults: key.getClientExtensionResults()
    });
  }
  async function asked(form) {
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const options = await answer.json();
    options.challenge = bytes(options.challenge);
    (options.excludeCredentials || options.allowCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey: options });
    options.user.id = bytes(options.user.id);
    return navigator.credentials.create({ publicKey: options });
  }
  document.querySelectorAll("[data-passkey]").forEach(function (form) {
    const say = form.querySelector("[data-say]");
    const button = form.querySelector("button");
    const domain = form.dataset.domain;
    const here = location.hostname === domain || location.hostname.endsWith("." + domain);
    if (!window.PublicKeyCredential || !here) {
      say.textContent = form.dataset.none;
      button.disabled = true;
      return;
    }
    form.addEventListener("submit", async function (e) {
      e.preventDefault();
      button.disabled = true;
      say.textContent = "";
      try {
        form.querySelector("[name=answer]").value = written(await asked(form));
        form.submit();
      } catch (none) {
        say.textContent = form.dataset.failed;
        button.disabled = false;
      }
    });
  });

  const camera = document.querySelector("[data-camera]");
  if (!camera) return;
  const video = camera.querySelector("video");
  const say = camera.querySelector("[data-say]");
  const button = camera.querySelector("[data-start]");
  const seal = camera.querySelector("[data-seal]");
  const startLabel = button.textContent;
  let stream = null;
  let reading = false;

  function stop() {
    if (stream) stream.getTracks().forEach(function (t) { t.stop(); });
    stream = null;
    video.hidden = true;
    button.textContent = startLabel;
  }
  function found(text) {
    if (!text || !text.startsWith("HF1:")) return false;
    stop();
    seal.querySelector("[name=seal]").value = text;
    seal.submit();
    return true;
  }
  // Where the browser has no reader of its own, the office reads single pictures.
  async function ask(canvas) {
    const blob = await new Promise(function (done) { canvas.toBlob(done, "image/jpeg", 0.9); });
    const answer = await fetch("/verify/picture", {
      method: "POST", body: blob,
      headers: { "Content-Type": "image/jpeg", "X-Holdfast-Form": camera.dataset.form }
    });
    return answer.ok && answer.status === 200 ? answer.text() : "";
  }
  async function look(detector) {
    const canvas = document.createElement("canvas");
    while (stream) {
      await new Promise(function (r) { setTimeout(r, detector ? 120 : 600); });
      if (!stream || !video.videoWidth || reading) continue;
      reading = true;
      try {
        if (detector) {
          const codes = await detector.detect(video);
          for (const code of codes) if (found(code.rawValue)) return;
        } else {
          canvas.width = video.videoWidth; canvas.height = video.videoHeight;
          canvas.getContext("2d").drawImage(video, 0, 0);
          if (found(await ask(canvas))) return;
        }
      } catch (unreadable) { /* the next picture may be better */ } finally { reading = false; }
    }
  }
  button.addEventListener("click", async function () {
    if (stream) { stop(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch (none) { say.textContent = camera.dataset.none; return; }
    say.textContent = "";
    video.srcObject = stream; video.hidden = false;
    await video.play();
    button.textContent = button.dataset.stopLabel;
    let detector = null;
    if ("BarcodeDetector" in window) {
      try { detector = new window.BarcodeDetector({ formats: ["qr_code"] }); } catch (none) { detector = null; }
    }
    look(detector);
  });
})();
