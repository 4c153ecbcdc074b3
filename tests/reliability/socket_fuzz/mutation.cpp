#include "tests/reliability/socket_fuzz/mutation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace {

using namespace std::string_view_literals;
using Random = std::mt19937_64;

/// What readers of HTTP, forms, paths and numbers stumble over.
constexpr std::array tokens = {"\r\n"sv,
                               "\r\n\r\n"sv,
                               "\n"sv,
                               "\r"sv,
                               "\0"sv,
                               " "sv,
                               "\t"sv,
                               "\xff"sv,
                               "\xc3\xa9"sv,
                               "%"sv,
                               "%00"sv,
                               "%2F"sv,
                               "%2e%2e%2f"sv,
                               "%ff"sv,
                               "/../"sv,
                               "//"sv,
                               "?"sv,
                               "&"sv,
                               "="sv,
                               ","sv,
                               ";"sv,
                               "\""sv,
                               "Content-Length: 5\r\n"sv,
                               "Content-Length: 99999999999999999999\r\n"sv,
                               "Content-Length: -1\r\n"sv,
                               "Transfer-Encoding: chunked\r\n"sv,
                               "Expect: 100-continue\r\n"sv,
                               "Connection: close\r\n"sv,
                               "Connection: keep-alive\r\n"sv,
                               "Accept: application/json\r\n"sv,
                               "Accept: */*;q=0\r\n"sv,
                               "Host: b\r\n"sv,
                               "0\r\n\r\n"sv,
                               "5;a=\"\r\n\"\r\nhello\r\n"sv,
                               "ffffffffffffffff\r\n"sv,
                               "--edge\r\n"sv,
                               "--edge--"sv,
                               "Content-Disposition: form-data; name=upload; filename=a\r\n\r\n"sv,
                               "HTTP/1.1"sv,
                               "HTTP/2.0"sv,
                               "GET / HTTP/1.1\r\nHost: a\r\n\r\n"sv,
                               "*"sv,
                               "9223372036854775808"sv,
                               "-1"sv,
                               "1e999"sv,
                               "NaN"sv};

std::size_t below(Random& random, std::size_t most) {
    return most == 0 ? 0 : static_cast<std::size_t>(random() % most);
}

void mutate(std::string& bytes, Random& random, const std::vector<std::string>& seeds) {
    const std::size_t at = below(random, bytes.size() + 1);
    const std::size_t length = 1 + below(random, below(random, 4) == 0 ? 2000 : 16);
    switch (below(random, 9)) {
        case 0:  // one bit
            if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(random, 8)));
            break;
        case 1:  // one byte
            if (at < bytes.size()) bytes[at] = static_cast<char>(below(random, 256));
            break;
        case 2:
        case 3:
            bytes.insert(at, tokens.at(below(random, tokens.size())));
            break;
        case 4:
            bytes.erase(at, length);
            break;
        case 5:
            bytes.insert(at, bytes.substr(below(random, bytes.size() + 1), length));
            break;
        case 6:  // ends early
            bytes.resize(at);
            break;
        case 7: {  // goes on as another one
            const std::string& other = seeds.at(below(random, seeds.size()));
            bytes.replace(at, std::string::npos, other.substr(below(random, other.size() + 1)));
            break;
        }
        default: {  // many times the same
            const std::string piece = bytes.substr(at, length);
            for (std::size_t i = below(random, 20'000) / (piece.size() + 1); i > 0; --i)
                bytes.insert(at, piece);
        }
    }
}

}  // namespace

Mutator::Mutator(std::vector<std::string> seeds, std::uint64_t random_seed)
    : seeds_(std::move(seeds)), random_seed_(random_seed) {
    if (seeds_.empty()) throw std::invalid_argument("there are no seeds to mutate");
}

std::string Mutator::mutated(Random& random) const {
    std::string bytes = seeds_.at(below(random, seeds_.size()));
    if (below(random, 8) == 0) bytes += seeds_.at(below(random, seeds_.size()));
    for (std::size_t changes = below(random, 5); changes > 0; --changes)
        mutate(bytes, random, seeds_);
    return bytes;
}

Delivery Mutator::request(std::uint64_t number) const {
    std::seed_seq sequence{random_seed_, random_seed_ >> 32U, number, number >> 32U};
    Random random(sequence);
    Delivery delivery;
    delivery.bytes = mutated(random);
    for (std::size_t pieces = below(random, 3) == 0 ? 1 + below(random, 5) : 0; pieces > 0; --pieces)
        delivery.cuts.push_back(below(random, delivery.bytes.size() + 1));
    std::sort(delivery.cuts.begin(), delivery.cuts.end());
    using Ending = Delivery::Ending;
    constexpr std::array endings = {Ending::wait, Ending::wait,  Ending::wait,  Ending::wait,
                                    Ending::wait, Ending::leave, Ending::reset, Ending::keep};
    delivery.ending = endings.at(below(random, endings.size()));
    return delivery;
}
