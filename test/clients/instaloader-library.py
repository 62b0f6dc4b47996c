"""Calls instaloader's own library, unmodified: one JSON order on stdin, one JSON answer on stdout.

The order is {"act", "username", ...}; the answer holds what the act found, the error that ended it
(class and message), and the seconds that instaloader's rate controller wanted to wait. The
controller is replaced in the way its documentation describes, so that nobody really waits.
"""
import json
import pickle
import sys

import instaloader

order = json.load(sys.stdin)
answer = {}
waits = []

HASHES = {
    "followers": ("37479f2b8209594dde7facb0d904896a", "edge_followed_by"),
    "following": ("58712303d941c6855d4e888c5f0cd22f", "edge_follow"),
}


class NotingController(instaloader.RateController):
    def sleep(self, secs):
        waits.append(round(secs))


def loader():
    made = instaloader.Instaloader(
        sleep=False,
        quiet=True,
        max_connection_attempts=order.get("attempts", 1),
        request_timeout=20,
        rate_controller=NotingController,
    )
    if "cookies" in order:
        file = "session-imported"
        with open(file, "wb") as target:
            pickle.dump(order["cookies"], target)
        made.load_session_from_file(order["username"], file)
    elif "session" in order:
        made.load_session_from_file(order["username"], order["session"])
    return made


def iterator(made):
    """A list by the profile's own method, or by its query where the profile cannot be had."""
    if "pk" in order:
        query, edge = HASHES[order["list"]]
        return instaloader.NodeIterator(
            made.context,
            query,
            lambda data: data["data"]["user"][edge],
            lambda node: instaloader.Profile(made.context, node),
            {"id": order["pk"]},
            "https://www.instagram.com/%s/" % order["target"],
        )
    profile = instaloader.Profile.from_username(made.context, order["target"])
    return profile.get_followers() if order["list"] == "followers" else profile.get_followees()


def write_session(made):
    made.save_session_to_file(order["to"])


def log_in(made):
    try:
        made.login(order["username"], order["password"])
    except instaloader.TwoFactorAuthRequiredException:
        answer["secondFactor"] = True
        made.two_factor_login(order["code"])
    answer["testLogin"] = made.test_login()
    if "to" in order:
        made.save_session_to_file(order["to"])


def test_login(made):
    answer["testLogin"] = made.test_login()


def profile(made):
    found = instaloader.Profile.from_username(made.context, order["target"])
    answer["profile"] = {
        "pk": str(found.userid),
        "username": found.username,
        "fullName": found.full_name,
        "biography": found.biography,
        "followers": found.followers,
        "following": found.followees,
        "isPrivate": found.is_private,
        "isVerified": found.is_verified,
        "followedByViewer": found.followed_by_viewer,
        "picture": found.profile_pic_url,
    }


def search(made):
    results = instaloader.TopSearchResults(made.context, order["target"])
    answer["found"] = [[found.username, str(found.userid)] for found in results.get_profiles()]


def read_list(made):
    """Reads a list to its end or its error; an ended walk leaves a file to go on from."""
    nodes = iterator(made)
    answer["count"] = nodes.count
    answer["pks"] = []
    with instaloader.resumable_iteration(
        context=made.context,
        iterator=nodes,
        load=lambda _, path: instaloader.FrozenNodeIterator(**json.load(open(path))),
        save=lambda frozen, path: json.dump(frozen._asdict(), open(path, "w")),
        format_path=lambda magic: "resume-%s.json" % magic,
    ) as (is_resuming, start):
        answer["resumedAt"] = start if is_resuming else None
        try:
            for found in nodes:
                answer["pks"].append(str(found.userid))
        except instaloader.ConnectionException as error:
            # The one error that makes every version write its file.
            raise instaloader.AbortDownloadException(str(error)) from error


ACTS = {
    "write-session": write_session,
    "log-in": log_in,
    "test-login": test_login,
    "profile": profile,
    "search": search,
    "list": read_list,
}

try:
    ACTS[order["act"]](loader())
except Exception as error:  # whatever it is, it is the answer
    answer["error"] = {"type": type(error).__name__, "message": str(error)}
answer["waits"] = waits
json.dump(answer, sys.stdout)
