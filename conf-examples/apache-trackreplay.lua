-- Apache with mod_lua: answers tracking requests as Matomo's tracker does, and keeps bodies for the log (apache-trackreplay.conf).

local LONGEST_BODY = 1048576
local IMAGE = "R0lGODlhAQABAIAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="

-- The request's body, kept in a note for the log.
local function body_of(r)
    local length = tonumber(r.headers_in["Content-Length"] or "")
    local chunked = r.headers_in["Transfer-Encoding"] ~= nil
    if r.method == "GET" or r.method == "HEAD" or (not length and not chunked) or length == 0 then
        return ""
    end
    if not length then
        return nil, 411 -- mod_lua reads nothing of a chunked body, so it would be lost
    end
    if length > LONGEST_BODY then
        return nil, 413
    end
    local body = r:requestbody(nil, LONGEST_BODY) or ""
    r.notes["request_body"] = body
    return body
end

local function wants_no_image(text)
    return ("&" .. text .. "&"):find("&send_image=0&", 1, true) ~= nil
end

function handle(r)
    local body, refusal = body_of(r)
    if refusal then
        return refusal
    end
    r.headers_out["Cache-Control"] = "no-store"
    r.headers_out["Vary"] = "Origin"
    if r.method ~= "GET" then
        r.headers_out["Access-Control-Allow-Origin"] = r.headers_in["Origin"] or "*"
        r.headers_out["Access-Control-Allow-Credentials"] = "true"
    end
    if r.method == "OPTIONS" then
        r.headers_out["Access-Control-Allow-Methods"] = "GET, POST"
        r.headers_out["Access-Control-Allow-Headers"] = r.headers_in["Access-Control-Request-Headers"]
        r.status = 204
    elseif body:find("[\"']requests[\"']", 2) then
        if body:find("[\"']send_image[\"']%s*:%s*[\"']?0") then
            r.status = 204
        else
            -- How many requests there were, and which of them were invalid, is known only when they are replayed.
            r.content_type = "application/json"
            r:write('{"status":"success"}')
        end
    elseif wants_no_image(r.args or "") or wants_no_image(body) then
        r.status = 204
    else
        r.content_type = "image/gif"
        r:write(r:base64_decode(IMAGE))
    end
    return apache2.OK
end
