#include "tests/server/metrics/exposition_check.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <regex>
#include <set>
#include <stdexcept>

namespace {

/// A histogram of one set of labels.
struct Buckets {
    double last_bound = -std::numeric_limits<double>::infinity();
    double last_count = 0;
    bool has_sum = false;
    bool has_count = false;
};

class Reader {
  public:
    void line(const std::string& line) {
        static const std::regex help("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\\]|\\\\[\\\\n])+)");
        static const std::regex type("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)");
        static const std::regex sample("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*\\})? (\\S+)");
        std::smatch match;
        if (std::regex_match(line, match, help)) {
            begin(match[1]);
        } else if (std::regex_match(line, match, type)) {
            if (match[1] != family_ || !type_.empty()) fail("TYPE without HELP before it");
            type_ = match[2];
            if (type_ == "counter" && !family_.ends_with("_total")) fail("a counter must end in _total");
            if (type_ != "counter" && family_.ends_with("_total")) fail("only counters end in _total");
        } else if (std::regex_match(line, match, sample)) {
            add(match[1], match[2], number(match[3]));
        } else {
            fail("neither a comment nor a sample");
        }
    }
    void end() {
        for (const auto& [labels, buckets] : buckets_) {
            if (std::isfinite(buckets.last_bound) || !buckets.has_sum || !buckets.has_count)
                fail("the histogram " + family_ + labels + " is not complete");
        }
        buckets_.clear();
    }
    Samples samples;

  private:
    [[noreturn]] static void fail(const std::string& why) { throw std::runtime_error(why); }

    void begin(const std::string& name) {
        end();
        if (!families_.insert(name).second) fail("a second family of this name");
        family_ = name;
        type_.clear();
    }

    static double number(const std::string& text) {
        if (text == "+Inf") return std::numeric_limits<double>::infinity();
        char* rest = nullptr;
        const double value = std::strtod(text.c_str(), &rest);
        if (*rest != '\0') fail("no number: " + text);
        return value;
    }

    void add(const std::string& name, const std::string& labels, double value) {
        static const std::regex pair("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\"");
        std::string rest = labels.empty() ? "" : labels.substr(1, labels.size() - 2);
        std::string others;
        std::string bound;
        std::set<std::string> names;
        while (!rest.empty()) {
            std::smatch match;
            if (!std::regex_search(rest, match, pair, std::regex_constants::match_continuous))
                fail("labels are not well-formed");
            if (!names.insert(match[1]).second) fail("a label is there twice");
            if (match[1] == "le") {
                bound = match[2];
            } else {
                others += match.str() + ',';
            }
            rest = match.suffix();
            if (rest == ",") fail("a comma before nothing");
            if (rest.starts_with(',')) rest.erase(0, 1);
        }
        if (type_.empty()) fail("a sample before its TYPE");
        if (!samples.emplace(name + labels, value).second) fail("a sample is there twice");
        if (type_ != "histogram") {
            if (name != family_) fail("a sample of another family");
            if (type_ == "counter" && !(value >= 0)) fail("a counter below 0");
            return;
        }
        Buckets& buckets = buckets_[others];
        if (name == family_ + "_bucket") {
            const double upper = number(bound);
            if (upper <= buckets.last_bound) fail("bounds must rise");
            if (value < buckets.last_count) fail("buckets must not fall");
            buckets.last_bound = upper;
            buckets.last_count = value;
        } else if (name == family_ + "_sum") {
            buckets.has_sum = true;
        } else if (name == family_ + "_count") {
            buckets.has_count = true;
            if (value != buckets.last_count) fail("the count is not that of the last bucket");
        } else {
            fail("a sample of another family");
        }
    }

    std::set<std::string> families_;
    std::string family_;
    std::string type_;
    std::map<std::string, Buckets> buckets_;
};

}  // namespace

Samples read_exposition(std::string_view text) {
    if (!text.ends_with('\n')) throw std::runtime_error("the last line does not end");
    Reader reader;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string line(text.substr(0, end));
        text.remove_prefix(end + 1);
        try {
            reader.line(line);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(std::string(error.what()) + ": " + line);
        }
    }
    reader.end();
    return reader.samples;
}
