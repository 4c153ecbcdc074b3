#include "generator/jobs/event_reader.hpp"

#include <utility>
#include <vector>

#include "tests/catch.hpp"

namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

/// Read in pieces of this size.
Events events(std::string_view bytes, std::size_t piece) {
    Events found;
    gasworks::jobs::EventReader reader(
        [&](const std::string& name, const std::string& data) { found.emplace_back(name, data); });
    for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
        reader.feed(bytes.substr(0, piece));
    return found;
}

}  // namespace

TEST_CASE("events are read in whatever pieces and with whatever line ends they come") {
    const auto piece = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000});
    CHECK(events("event: progress\ndata: {\"a\":1}\n\ndata:b\ndata: c\n\n", piece) ==
          Events{{"progress", "{\"a\":1}"}, {"message", "b\nc"}});
    CHECK(events("event: x\r\ndata: 1\r\n\r\ndata: 2\r\r", piece) == Events{{"x", "1"}, {"message", "2"}});
    CHECK(events(":\n\n: a comment\nid: 7\nretry: 5\nevent: nothing\n\ndata\n\n", piece) ==
          Events{{"message", ""}});
    CHECK(events("data: not complete\n", piece).empty());
}
