#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <latch>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "objects/object_store.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

/// What every ObjectStore has to keep of what its header promises. To be called from a TEST_CASE, which each
/// SECTION runs anew.
namespace object_store_conformance {

using namespace eigenfaces::service;

/// The store under test, empty, twice: as two processes would see it. Both may be the same object, where a
/// store belongs to one process.
struct Stores {
    ObjectStore& one;
    ObjectStore& other;
    /// Less where a store that only tests use can't take names as long as a key may have.
    std::size_t longest_name = 255;
};

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

/// Of which no two parts are alike, so that parts in the wrong order are noticed.
inline std::string long_text(std::size_t size) {
    std::string text;
    text.reserve(size + 16);
    while (text.size() < size)
        text += std::to_string(text.size() * 2654435761U) + '\n';
    text.resize(size);
    return text;
}

template <typename T>
T expect(ObjectResult<T> result) {
    if (!result) FAIL(result.error().message);
    return *std::move(result);
}

template <typename T>
ObjectError expect_error(const ObjectResult<T>& result) {
    REQUIRE_FALSE(result);
    CHECK_FALSE(result.error().message.empty());
    return result.error();
}

inline std::optional<std::string> text_of(ObjectStore& store, const ObjectKey& key) {
    auto object = expect(store.read(key, std::uint64_t{1} << 30U));
    return object ? std::optional(object->bytes) : std::nullopt;
}

inline std::vector<std::string> keys_of(const std::vector<ObjectInfo>& objects) {
    std::vector<std::string> keys;
    keys.reserve(objects.size());
    for (const ObjectInfo& object : objects)
        keys.push_back(object.key.text());
    return keys;
}

/// Runs `work(index)` in many threads that begin together, and hands back what each came to.
template <typename T>
std::vector<T> at_once(std::size_t threads, const std::function<T(std::size_t)>& work) {
    std::vector<std::optional<T>> results(threads);
    std::latch start(static_cast<std::ptrdiff_t>(threads));
    {
        std::vector<std::jthread> running;
        for (std::size_t index = 0; index < threads; ++index) {
            running.emplace_back([&, index] {
                start.arrive_and_wait();
                results[index] = work(index);
            });
        }
    }
    std::vector<T> all;
    all.reserve(threads);
    for (auto& result : results)
        all.push_back(*std::move(result));
    return all;
}

inline void one_object(const Stores& stores) {
    const ObjectKey key("workspaces/ada/uploads/face.jpg");
    SECTION("what was never stored is missing, and that is no error") {
        CHECK_FALSE(expect(stores.one.read(key, 100)));
        CHECK_FALSE(expect(stores.one.describe(key)));
        CHECK_FALSE(expect(stores.one.remove(key)));
    }
    SECTION("what was written is read, by others too, with the same tag everywhere") {
        const auto before = std::chrono::system_clock::now();
        const ObjectTag tag = expect(stores.one.write(key, bytes_of("contents")));
        CHECK_FALSE(tag.text.empty());
        const auto object = expect(stores.other.read(key, 8));
        REQUIRE(object);
        CHECK(object->bytes == "contents");
        CHECK(object->tag == tag);
        const auto info = expect(stores.other.describe(key));
        REQUIRE(info);
        CHECK(info->key == key);
        CHECK(info->bytes == 8);
        CHECK(info->tag == tag);
        // S3 tells whole seconds, of the clock of the store.
        CHECK(info->time > before - std::chrono::minutes(5));
        CHECK(info->time < std::chrono::system_clock::now() + std::chrono::minutes(5));
        CHECK(std::chrono::abs(object->time - info->time) < std::chrono::seconds(1));
    }
    SECTION("a write replaces, and the tag tells it") {
        const ObjectTag first = expect(stores.one.write(key, bytes_of("first")));
        const ObjectTag second = expect(stores.one.write(key, bytes_of("second")));
        CHECK(first != second);
        CHECK(text_of(stores.other, key) == "second");
    }
    SECTION("no bytes are contents, too") {
        expect(stores.one.write(key, {}));
        CHECK(text_of(stores.other, key) == "");
        const auto info = expect(stores.other.describe(key));
        REQUIRE(info);
        CHECK(info->bytes == 0);
    }
    SECTION("every value of a byte comes back as it was") {
        std::string all;
        for (int value = 0; value < 256; ++value)
            all += static_cast<char>(value);
        expect(stores.one.write(key, bytes_of(all)));
        CHECK(text_of(stores.other, key) == all);
    }
    SECTION("more bytes than the caller takes are refused") {
        expect(stores.one.write(key, bytes_of("contents")));
        CHECK(expect_error(stores.one.read(key, 7)).kind == ObjectError::Kind::too_large);
        CHECK(text_of(stores.one, key) == "contents");
    }
    SECTION("what was removed is missing") {
        expect(stores.one.write(key, bytes_of("contents")));
        CHECK(expect(stores.other.remove(key)));
        CHECK_FALSE(text_of(stores.one, key));
        CHECK_FALSE(expect(stores.one.remove(key)));
        expect(stores.one.write(key, bytes_of("again")));
        CHECK(text_of(stores.other, key) == "again");
    }
}

inline void names(const Stores& stores) {
    SECTION("every name that a key may have is its own object") {
        const std::vector<std::string> odd = {
            "plain",           "with space",  "plus+sign",   "percent%41",
            "%2e%2e",          "a=b&c=d",     "semi;colon",  "question?",
            "hash#tag",        "tilde~star*", "(brackets)",  "[squares]",
            "quote'\"",        "Zoë",         "Zoe\u0308",   "李小龙",
            "face \U0001F600", "@at:colon,",  "$dollar!",    "UPPER",
            "upper",           "...",         ".hidden",     "trailing.",
            "less<more>and",   "a|b^c`d{}",   "-dash",       "under_score",
            " leading",        "trailing ",   "two  spaces", std::string(stores.longest_name, 'n')};
        for (const std::string& name : odd)
            expect(stores.one.write(ObjectKey("odd") / name, bytes_of(name)));
        std::vector<std::string> expected;
        for (const std::string& name : odd) {
            INFO(name);
            CHECK(text_of(stores.other, ObjectKey("odd") / name) == name);
            expected.push_back("odd/" + name);
        }
        std::sort(expected.begin(), expected.end());
        CHECK(keys_of(expect(stores.other.list(ObjectKey("odd")))) == expected);
        CHECK(expect(stores.other.remove_all(ObjectKey("odd"))) == odd.size());
    }
    SECTION("the longest key is one") {
        std::string text;
        while (text.size() + stores.longest_name + 1 < 900)
            text += std::string(stores.longest_name, 'a') + '/';
        text += std::string(std::min(900 - text.size(), stores.longest_name), 'b');
        const ObjectKey key(text);
        expect(stores.one.write(key, bytes_of("deep")));
        CHECK(text_of(stores.other, key) == "deep");
        CHECK(keys_of(expect(stores.other.list(ObjectKey(std::string(stores.longest_name, 'a'))))) ==
              std::vector{text});
    }
}

inline void conditions(const Stores& stores) {
    const ObjectKey key("workspaces/ada/lease.json");
    SECTION("a new object takes a free key alone") {
        const auto tag = expect(stores.one.write_new(key, bytes_of("first")));
        REQUIRE(tag);
        CHECK_FALSE(expect(stores.other.write_new(key, bytes_of("second"))));
        // Not even with the same contents.
        CHECK_FALSE(expect(stores.one.write_new(key, bytes_of("first"))));
        const auto object = expect(stores.other.read(key, 100));
        REQUIRE(object);
        CHECK(object->bytes == "first");
        CHECK(object->tag == *tag);
        expect(stores.one.remove(key));
        CHECK(expect(stores.other.write_new(key, bytes_of("third"))));
        CHECK(text_of(stores.one, key) == "third");
    }
    SECTION("only what is there as expected is replaced") {
        CHECK_FALSE(expect(
            stores.one.replace(key, ObjectTag{"\"0123456789abcdef0123456789abcdef\""}, bytes_of("none"))));
        CHECK_FALSE(text_of(stores.one, key));
        const ObjectTag first = expect(stores.one.write(key, bytes_of("first")));
        const auto second = expect(stores.other.replace(key, first, bytes_of("second")));
        REQUIRE(second);
        CHECK(*second != first);
        CHECK_FALSE(expect(stores.one.replace(key, first, bytes_of("third"))));
        CHECK(text_of(stores.one, key) == "second");
        CHECK(expect(stores.one.replace(key, *second, bytes_of("fourth"))));
        CHECK(text_of(stores.other, key) == "fourth");
        expect(stores.one.remove(key));
        CHECK_FALSE(expect(stores.one.replace(key, *second, bytes_of("fifth"))));
        CHECK_FALSE(text_of(stores.one, key));
    }
}

inline void concurrency(const Stores& stores) {
    using Written = ObjectResult<std::optional<ObjectTag>>;
    constexpr std::size_t threads = 8;
    const auto store_of = [&](std::size_t index) -> ObjectStore& {
        return index % 2 == 0 ? stores.one : stores.other;
    };
    const auto only_winner = [&](const std::vector<Written>& results) {
        std::optional<std::size_t> winner;
        for (std::size_t index = 0; index < results.size(); ++index) {
            if (!results[index]) FAIL(results[index].error().message);
            if (!*results[index]) continue;
            CHECK_FALSE(winner);
            winner = index;
        }
        REQUIRE(winner);
        return *winner;
    };
    SECTION("of many that want to be first, one is, and its bytes stay") {
        for (int round = 0; round < 5; ++round) {
            const ObjectKey key("races/new-" + std::to_string(round));
            const auto results = at_once<Written>(threads, [&](std::size_t index) {
                return store_of(index).write_new(key, bytes_of("by " + std::to_string(index)));
            });
            const std::size_t winner = only_winner(results);
            const auto object = expect(stores.other.read(key, 100));
            REQUIRE(object);
            CHECK(object->bytes == "by " + std::to_string(winner));
            CHECK(object->tag == **results[winner]);
        }
    }
    SECTION("of many that replace the same, one does") {
        const ObjectKey key("races/replaced");
        ObjectTag tag = expect(stores.one.write(key, bytes_of("begin")));
        for (int round = 0; round < 5; ++round) {
            const auto results = at_once<Written>(threads, [&](std::size_t index) {
                return store_of(index).replace(
                    key, tag, bytes_of(std::to_string(round) + " by " + std::to_string(index)));
            });
            const std::size_t winner = only_winner(results);
            CHECK(text_of(stores.one, key) == std::to_string(round) + " by " + std::to_string(winner));
            tag = **results[winner];
        }
    }
    SECTION("a counter that all increase counts all") {
        const ObjectKey key("races/counter");
        constexpr int each = 4;
        expect(stores.one.write(key, bytes_of("0")));
        const auto failures = at_once<std::string>(threads, [&](std::size_t index) -> std::string {
            for (int done = 0; done < each;) {
                const auto object = store_of(index).read(key, 100);
                if (!object) return object.error().message;
                if (!*object) return "the counter is gone";
                const std::string next = std::to_string(std::stoi((*object)->bytes) + 1);
                const auto written = store_of(index).replace(key, (*object)->tag, bytes_of(next));
                if (!written) return written.error().message;
                if (*written) ++done;
            }
            return "";
        });
        for (const std::string& failure : failures)
            CHECK(failure.empty());
        CHECK(text_of(stores.other, key) == std::to_string(threads * each));
    }
    SECTION("readers see whole contents, one or the other") {
        const ObjectKey key("races/whole");
        const std::vector<std::string> texts = {std::string(200'000, 'a'), std::string(100'000, 'b')};
        expect(stores.one.write(key, bytes_of(texts[0])));
        const auto failures = at_once<std::string>(6, [&](std::size_t index) -> std::string {
            for (std::size_t round = 0; round < 10; ++round) {
                if (index < 2) {
                    const auto written = store_of(index).write(key, bytes_of(texts[(round + index) % 2]));
                    if (!written) return written.error().message;
                    continue;
                }
                const auto object = store_of(index).read(key, 1'000'000);
                if (!object) return object.error().message;
                if (!*object) return "the object is gone";
                if ((*object)->bytes != texts[0] && (*object)->bytes != texts[1]) return "torn contents";
            }
            return "";
        });
        for (const std::string& failure : failures) {
            INFO(failure);
            CHECK(failure.empty());
        }
    }
}

inline void folders(const Stores& stores) {
    const auto put = [&](std::string_view key) { expect(stores.one.write(ObjectKey(key), bytes_of(key))); };
    SECTION("nothing is below a folder that nothing was stored in") {
        CHECK(expect(stores.one.list(ObjectKey("workspaces"))).empty());
        CHECK(expect(stores.one.folders(ObjectKey("workspaces"))).empty());
        CHECK(expect(stores.one.remove_all(ObjectKey("workspaces"))) == 0);
    }
    SECTION("lists have all that is below, in the order of keys, and nothing else") {
        for (const char* key :
             {"w/b/y/z", "w/ada/x", "w/ada/a/b/c", "w/ada.old/x", "w/ada-2", "wx/ada", "w/Zoë/x"})
            put(key);
        CHECK(keys_of(expect(stores.other.list(ObjectKey("w")))) ==
              std::vector<std::string>{"w/Zoë/x", "w/ada-2", "w/ada.old/x", "w/ada/a/b/c", "w/ada/x",
                                       "w/b/y/z"});
        CHECK(keys_of(expect(stores.other.list(ObjectKey("w/ada")))) ==
              std::vector<std::string>{"w/ada/a/b/c", "w/ada/x"});
        CHECK(expect(stores.other.folders(ObjectKey("w"))) ==
              std::vector<std::string>{"Zoë", "ada", "ada.old", "b"});
        CHECK(expect(stores.other.folders(ObjectKey("w/ada"))) == std::vector<std::string>{"a"});
        CHECK(expect(stores.other.folders(ObjectKey("w/ada/a/b"))).empty());
    }
    SECTION("lists tell what describe tells") {
        put("w/x");
        const auto listed = expect(stores.other.list(ObjectKey("w")));
        const auto info = expect(stores.one.describe(ObjectKey("w/x")));
        REQUIRE(listed.size() == 1);
        REQUIRE(info);
        CHECK(listed[0].bytes == info->bytes);
        CHECK(listed[0].tag == info->tag);
        CHECK(std::chrono::abs(listed[0].time - info->time) < std::chrono::seconds(2));
    }
    SECTION("a folder is gone with its last object") {
        put("w/ada/x");
        put("w/bob/x");
        expect(stores.one.remove(ObjectKey("w/ada/x")));
        CHECK(expect(stores.other.folders(ObjectKey("w"))) == std::vector<std::string>{"bob"});
        CHECK(keys_of(expect(stores.other.list(ObjectKey("w")))) == std::vector<std::string>{"w/bob/x"});
    }
    SECTION("all below a folder goes, and nothing beside it") {
        for (const char* key : {"w/ada/x", "w/ada/a/b", "w/ada/a/c", "w/ada-2/x", "w/bob/x"})
            put(key);
        CHECK(expect(stores.one.remove_all(ObjectKey("w/ada"))) == 3);
        CHECK(keys_of(expect(stores.other.list(ObjectKey("w")))) ==
              std::vector<std::string>{"w/ada-2/x", "w/bob/x"});
        CHECK(expect(stores.one.folders(ObjectKey("w"))) == std::vector<std::string>{"ada-2", "bob"});
    }
    SECTION("lists go on past what a store tells at once (S3: 1,000)") {
        constexpr std::size_t count = 1'050;
        const auto failures = at_once<std::string>(6, [&](std::size_t index) -> std::string {
            for (std::size_t number = index; number < count; number += 6) {
                const auto written = stores.one.write(
                    ObjectKey("many/folder-" + std::to_string(10'000 + number) + "/x"), bytes_of("x"));
                if (!written) return written.error().message;
            }
            return "";
        });
        for (const std::string& failure : failures) {
            INFO(failure);
            CHECK(failure.empty());
        }
        const auto listed = expect(stores.other.list(ObjectKey("many")));
        REQUIRE(listed.size() == count);
        CHECK(std::is_sorted(listed.begin(), listed.end(),
                             [](const auto& one, const auto& two) { return one.key < two.key; }));
        const auto all = expect(stores.other.folders(ObjectKey("many")));
        REQUIRE(all.size() == count);
        CHECK(all.front() == "folder-10000");
        CHECK(all.back() == "folder-11049");
        CHECK(expect(stores.one.remove_all(ObjectKey("many"))) == count);
        CHECK(expect(stores.other.list(ObjectKey("many"))).empty());
    }
}

inline void files(const Stores& stores) {
    const TemporaryFolder folder;
    const ObjectKey key("datasets/faces.archive");
    const auto arrived = folder / "arrived";
    SECTION("a file comes back as it was") {
        // The longest is more than one part of an upload in parts.
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, std::size_t{300'000}, std::size_t{21'000'000}}) {
            const std::string text = long_text(size);
            put_file(folder / "sent", text);
            const ObjectTag tag = expect(stores.one.write_file(key, folder / "sent", {}));
            const auto read = expect(stores.other.read_file(key, arrived, size, {}));
            REQUIRE(read);
            CHECK(*read == tag);
            CHECK((contents_of(arrived) == text));
            const auto info = expect(stores.other.describe(key));
            REQUIRE(info);
            CHECK(info->bytes == size);
            CHECK(info->tag == tag);
        }
    }
    SECTION("a file is read as an object, and an object into a file") {
        put_file(folder / "sent", "small");
        expect(stores.one.write_file(key, folder / "sent", {}));
        CHECK(text_of(stores.other, key) == "small");
        expect(stores.one.write(key, bytes_of("smaller")));
        put_file(arrived, "what was there before");
        CHECK(expect(stores.other.read_file(key, arrived, 7, {})));
        CHECK(contents_of(arrived) == "smaller");
    }
    SECTION("what is missing leaves no file") {
        CHECK_FALSE(expect(stores.one.read_file(key, arrived, 100, {})));
        CHECK(names_in(folder.path()).empty());
    }
    SECTION("what is too large leaves no file, and none that was there is lost") {
        expect(stores.one.write(key, bytes_of("contents")));
        put_file(arrived, "before");
        CHECK(expect_error(stores.one.read_file(key, arrived, 7, {})).kind == ObjectError::Kind::too_large);
        CHECK(names_in(folder.path()) == std::vector<std::string>{"arrived"});
        CHECK(contents_of(arrived) == "before");
    }
    SECTION("a file that isn't there is not stored") {
        expect_error(stores.one.write_file(key, folder / "none", {}));
        CHECK_FALSE(text_of(stores.one, key));
    }
    SECTION("nothing is written or read after a stop") {
        std::stop_source stop;
        stop.request_stop();
        put_file(folder / "sent", long_text(20'000'000));
        CHECK(expect_error(stores.one.write_file(key, folder / "sent", stop.get_token())).kind ==
              ObjectError::Kind::stopped);
        CHECK_FALSE(expect(stores.other.describe(key)));
        expect(stores.one.write(key, bytes_of("contents")));
        CHECK(expect_error(stores.one.read_file(key, arrived, 100, stop.get_token())).kind ==
              ObjectError::Kind::stopped);
        CHECK(names_in(folder.path()) == std::vector<std::string>{"sent"});
    }
}

inline void keeps_its_promises(const Stores& stores) {
    one_object(stores);
    names(stores);
    conditions(stores);
    concurrency(stores);
    folders(stores);
    files(stores);
}

}  // namespace object_store_conformance
